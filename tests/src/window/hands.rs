//! What a person does at a window: find, tap, type. Elements are found by their `data-test`.

use std::path::Path;
use std::process::Command;
use std::time::Duration;

use fantoccini::Locator;
use fantoccini::elements::Element;
use fantoccini::key::Key;

use super::Window;

/// How long a person waits for a screen on a loaded machine.
const PATIENCE: Duration = Duration::from_secs(30);

impl Window {
    /// Waits until it is there, and says so to whoever looks for it.
    ///
    /// # Panics
    /// If it does not appear.
    pub async fn see(&self, what: &str) -> Element {
        let css = format!("[data-test=\"{what}\"]");
        let found = self
            .client
            .wait()
            .at_most(PATIENCE)
            .every(Duration::from_millis(50))
            .for_element(Locator::Css(&css))
            .await;
        match found {
            Ok(element) => element,
            Err(error) => panic!("no {what} on the screen ({error}):\n{}", self.page().await),
        }
    }

    /// Whether it is there now.
    pub async fn sees(&self, what: &str) -> bool {
        let css = format!("[data-test=\"{what}\"]");
        self.client.find(Locator::Css(&css)).await.is_ok()
    }

    /// Whether it is there within a moment.
    pub async fn sees_soon(&self, what: &str) -> bool {
        self.sees_soon_for(what, 60).await
    }

    /// Whether it is there at one of so many looks, 50 ms apart.
    pub async fn sees_soon_for(&self, what: &str, looks: u32) -> bool {
        for _ in 0..looks {
            if self.sees(what).await {
                return true;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        false
    }

    /// Whether a box is ticked.
    pub async fn is_ticked(&self, what: &str) -> bool {
        let ticked = self.see(what).await.prop("checked").await;
        matches!(ticked, Ok(Some(value)) if value == "true")
    }

    /// What a field holds, or else what it says.
    ///
    /// # Panics
    /// If it is not there.
    pub async fn value(&self, what: &str) -> String {
        let element = self.see(what).await;
        match element.prop("value").await {
            Ok(Some(value)) if !value.is_empty() => value,
            _ => element.text().await.expect("it has a text"),
        }
    }

    /// Waits until it is no longer there.
    ///
    /// # Panics
    /// If it stays.
    pub async fn see_gone(&self, what: &str) {
        for _ in 0..600 {
            if !self.sees(what).await {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what} stays on the screen:\n{}", self.page().await);
    }

    /// Waits until the window has gone to a place: one that was opened a moment ago goes to its first place by itself.
    ///
    /// # Panics
    /// If it stays nowhere.
    pub async fn at_a_place(&self) {
        for _ in 0..600 {
            let hash = self.script("return location.hash").await;
            if hash.as_str().is_some_and(|hash| hash.len() > "#/".len()) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("it stays nowhere:\n{}", self.page().await);
    }

    /// Taps it.
    ///
    /// # Panics
    /// If it cannot be tapped.
    pub async fn tap(&self, what: &str) {
        let mut last = String::new();
        for _ in 0..100 {
            // A screen that is just being drawn anew takes its elements away under the finger.
            match self.see(what).await.click().await {
                Ok(()) => return,
                Err(error) => last = error.to_string(),
            }
            tokio::time::sleep(Duration::from_millis(100)).await;
        }
        panic!("{what} cannot be tapped: {last}\n{}", self.page().await);
    }

    /// Taps it if it is there and stands still, and says whether it did.
    pub async fn try_tap(&self, what: &str) -> bool {
        let css = format!("[data-test=\"{what}\"]");
        match self.client.find(Locator::Css(&css)).await {
            Ok(element) => element.click().await.is_ok(),
            Err(_) => false,
        }
    }

    /// Types into it, instead of what it holds.
    ///
    /// # Panics
    /// If it takes no text.
    pub async fn write(&self, what: &str, text: &str) {
        let field = self.see(what).await;
        // As a person scrolls: out from under what stays at the foot.
        self.script(&format!(
            "document.querySelector('[data-test=\"{what}\"]').scrollIntoView({{ block: 'center' }})"
        ))
        .await;
        field.click().await.expect("a field takes the focus");
        let clear = format!("{}a{}", char::from(Key::Control), char::from(Key::Null));
        let clear = format!("{clear}{}", char::from(Key::Delete));
        field
            .send_keys(&clear)
            .await
            .expect("a field can be emptied");
        field.send_keys(text).await.expect("a field takes text");
    }

    /// Chooses the option with that value, once it is there: a list may still be read.
    ///
    /// # Panics
    /// If it does not appear.
    pub async fn choose(&self, what: &str, value: &str) {
        let field = self.see(what).await;
        let css = format!("[data-test=\"{what}\"] option[value=\"{value}\"]");
        let option = self.client.wait().at_most(PATIENCE);
        let option = option.every(Duration::from_millis(50));
        option
            .for_element(Locator::Css(&css))
            .await
            .expect("the option is there");
        field
            .select_by_value(value)
            .await
            .expect("the option can be chosen");
    }

    /// What it says.
    ///
    /// # Panics
    /// If it is not there.
    pub async fn text(&self, what: &str) -> String {
        self.see(what).await.text().await.expect("it has a text")
    }

    /// Waits until it says that.
    ///
    /// # Panics
    /// If it does not.
    pub async fn see_text(&self, what: &str, wanted: &str) {
        let mut said = String::new();
        for _ in 0..600 {
            said = self.see(what).await.text().await.unwrap_or_default();
            if said.contains(wanted) {
                return;
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        panic!("{what} says {said:?}, not {wanted:?}");
    }

    /// Goes to a place, as a link would.
    ///
    /// # Panics
    /// If the window does not answer.
    pub async fn go(&self, place: &str) {
        self.client
            .execute(&format!("location.hash = '#/{place}'"), Vec::new())
            .await
            .expect("the page answers");
    }

    /// Takes a picture of the display's upper left, where the window that was opened last is. `WebKitWebDriver` answers no request for
    /// one here, so `ImageMagick` looks at the display itself.
    ///
    /// # Panics
    /// If it cannot be taken.
    pub fn shot(&self, file: &Path) {
        if let Some(folder) = file.parent() {
            std::fs::create_dir_all(folder).expect("the pictures' folder can be made");
        }
        let taken = Command::new("import")
            .args([
                "-window",
                "root",
                "-crop",
                &format!("{}+0+0", self.size),
                "+repage",
            ])
            .arg(file)
            .status()
            .expect("ImageMagick is there: tools/set-up installs it");
        assert!(taken.success(), "no picture: {taken}");
    }

    /// What is wider than its place in a page that is wider than the window; nothing where it is not.
    ///
    /// # Panics
    /// If the page does not answer.
    pub async fn too_wide(&self) -> Vec<String> {
        let find = "const page = document.scrollingElement
            if (page.scrollWidth <= page.clientWidth) return []
            return [...document.querySelectorAll('body *')]
              .filter((element) => element.scrollWidth > element.clientWidth + 1 && element.clientWidth > 1)
              .map((element) => element.tagName + '.' + element.className)";
        let found = self.script(find).await;
        let found = found.as_array().into_iter().flatten();
        found.map(ToString::to_string).collect()
    }

    /// Runs a script and gives what it returns.
    ///
    /// # Panics
    /// If the page does not answer.
    pub async fn script(&self, script: &str) -> serde_json::Value {
        self.client
            .execute(script, Vec::new())
            .await
            .expect("the page answers")
    }

    /// Runs a script and gives what it later calls its last argument with.
    ///
    /// # Panics
    /// If the page does not answer.
    pub async fn script_later(&self, script: &str) -> serde_json::Value {
        self.client
            .execute_async(script, Vec::new())
            .await
            .expect("the page answers")
    }

    /// What the page says, for a test that failed.
    pub async fn page(&self) -> String {
        let text = self
            .client
            .execute(
                "return location.hash + '\\n' + document.body.innerText",
                Vec::new(),
            )
            .await;
        text.map_or_else(
            |error| error.to_string(),
            |text| text.as_str().unwrap_or_default().to_owned(),
        )
    }
}
