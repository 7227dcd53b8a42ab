//! How the page opens: the end of the run first, as a still, so that one knows what the story is about; then the story.

use super::{Event, Now, Page, Story, Wish};

/// Milliseconds that the end is shown at speed 1.
const SHOWN: f64 = 2200.0;
/// What is said of it.
const WORDS: &str = "The end. Now from the beginning…";

/// The end of the run, shown for a moment before its story begins.
#[derive(Debug, Default)]
pub(super) struct Preview {
    /// When it was first seen.
    since: Option<f64>,
}

impl Page {
    /// Shows the end of a run that has just come and plays, if it is known what will be left of it.
    #[inline(never)] // loaded later
    pub(super) fn begin_preview(&mut self) {
        let Some(facts) = self.shown().map(|shown| shown.facts()) else { return };
        if facts.scored && self.story.playing {
            self.preview = Some(Preview::default());
            self.story.seek(facts.decisions, &facts);
            self.story.playing = true;
        }
    }

    /// Whether the end is shown before the story begins. Nothing plays on from there.
    pub(super) fn previews(&self) -> bool {
        self.preview.is_some() && self.story.playing
    }

    /// What is said of the pictures while they show the end before the beginning.
    #[inline(never)] // loaded later
    pub fn preview(&self) -> Option<&'static str> {
        self.previews().then_some(WORDS)
    }

    /// A frame of the screen, while the end is shown.
    pub(super) fn frame_of_preview(&mut self, now: Now) {
        let (Some(preview), Some(shown)) = (&mut self.preview, &self.shown) else { return };
        let since = *preview.since.get_or_insert(now.time);
        if (now.time - since) * shown.params.speed >= SHOWN {
            self.end_preview();
        }
    }

    /// The story begins, unless it has begun.
    pub(super) fn end_preview(&mut self) {
        if self.previews() {
            self.story = Story::new(true);
            self.last_frame = None;
        }
        self.preview = None;
    }

    /// The end stays, and the story waits for the play button. Says no if it is not shown.
    pub(super) fn hold_preview(&mut self) -> bool {
        let previews = self.previews();
        self.preview = None;
        if previews {
            self.go(Wish::End);
        }
        previews
    }

    /// Whether an event of the reader's is about the story, which then begins with it. What changes a control is not:
    /// it may change what is seen of the end.
    pub(super) fn is_about_the_story(event: &Event) -> bool {
        use Event::{
            Cancel, Example, File, Finish, Handed, Limit, Link, Mend, Restart, Seek, Stage, Step, Undo,
        };
        matches!(event, Link { .. } | Example(_) | File(_) | Handed { .. } | Mend | Undo | Cancel | Limit(_))
            || matches!(event, Step | Restart | Finish | Stage(_) | Seek(_))
    }
}
