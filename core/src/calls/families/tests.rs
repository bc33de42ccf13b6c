//! Families as people look for them, change and move them.
