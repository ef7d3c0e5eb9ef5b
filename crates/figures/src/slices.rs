//! Reading and writing by place without a panic: outside is zero, and nothing is written there.

/// The value at a place, or the type's zero outside.
#[inline]
pub(crate) fn at<T: Copy + Default>(values: &[T], place: usize) -> T {
    values.get(place).copied().unwrap_or_default()
}

/// Writes a value at a place; outside, nothing happens.
#[inline]
pub(crate) fn put<T>(values: &mut [T], place: usize, value: T) {
    if let Some(held) = values.get_mut(place) {
        *held = value;
    }
}

/// Adds to the value at a place; outside, nothing happens.
#[inline]
pub(crate) fn add<T: std::ops::AddAssign>(values: &mut [T], place: usize, step: T) {
    if let Some(held) = values.get_mut(place) {
        *held += step;
    }
}
