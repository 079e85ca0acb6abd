//! What a write just changed, told after its commit to whoever of the same department listens while
//! the house is open. Nothing of it is kept: who must not miss anything listens to facts.

use std::any::Any;
use std::sync::Arc;

use tokio::sync::broadcast;

use super::Tx;

/// Something that just changed; the department that told it knows its type.
pub type News = Arc<dyn Any + Send + Sync>;

/// News that wait for the slowest listener: past that it is told that it missed some.
const WAITING_MAX: usize = 4_096;

pub(super) fn channel() -> broadcast::Sender<News> {
    broadcast::channel(WAITING_MAX).0
}

impl Tx<'_> {
    /// Tells what was changed to whoever listens at [`Db::hear`](super::Db::hear), once it is
    /// committed. Where nobody does nothing is even put into words.
    pub fn tell<T: Send + Sync + 'static>(&mut self, news: impl FnOnce() -> T) {
        if self.is_heard {
            self.news.push(Arc::new(news()));
        }
    }
}
