//! Frames: one callback of requestAnimationFrame at a time, and only when there is something to draw.

use std::cell::RefCell;
use std::rc::Rc;

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;

use super::dom::{WebError, window};

/// Calls its action at the next frame, when asked to.
#[derive(Clone)]
pub struct Clock {
    inner: Rc<RefCell<Inner>>,
}

struct Inner {
    asked: bool,
    callback: Option<Closure<dyn FnMut(f64)>>,
}

impl Clock {
    /// A clock whose frames call `action` with the time in milliseconds.
    pub fn new(mut action: impl FnMut(f64) + 'static) -> Clock {
        let clock = Clock { inner: Rc::new(RefCell::new(Inner { asked: false, callback: None })) };
        let weak = Rc::downgrade(&clock.inner);
        let callback = Closure::<dyn FnMut(f64)>::new(move |time| {
            if let Some(inner) = weak.upgrade() {
                inner.borrow_mut().asked = false;
            }
            action(time);
        });
        clock.inner.borrow_mut().callback = Some(callback);
        clock
    }

    /// Asks for the next frame, once.
    pub fn ask(&self) -> Result<(), WebError> {
        let mut inner = self.inner.borrow_mut();
        if let (false, Some(callback)) = (inner.asked, &inner.callback) {
            window()?.request_animation_frame(callback.as_ref().unchecked_ref())?;
            inner.asked = true;
        }
        Ok(())
    }
}
