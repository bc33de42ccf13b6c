//! The engine against a relay in memory that breaks lines, refuses, forgets and contradicts itself.

mod bounds;
mod breaks;
mod cuts;
mod faults;
mod file_cost;
mod files;
mod http;
mod impersonation;
mod joint_marks;
mod left_relays;
mod liars;
mod pushes;
mod relays;
mod repairs;
mod untruths;
