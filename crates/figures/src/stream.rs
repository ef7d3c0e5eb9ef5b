//! A stream of chance that can be repeated (splitmix64): for post-processing, which spends nothing, and for tests.
//! Noise that protects somebody is never drawn from it, but from [`crate::privacy::Dice`].

/// A stream from a seed.
pub(crate) struct Stream(pub(crate) u64);

impl Stream {
    pub(crate) const fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// A number below a limit.
    pub(crate) fn below(&mut self, limit: usize) -> usize {
        let wide = u128::from(self.next()) * (limit as u128);
        usize::try_from(wide >> 64).unwrap_or(0)
    }

    /// Between 0 and 1.
    pub(crate) fn share(&mut self) -> f32 {
        #[expect(clippy::cast_precision_loss, reason = "24 bits fit a float of 32")]
        let share = (self.next() >> 40) as f32 / (1_u32 << 24) as f32;
        share
    }
}

/// In tests, and there alone, noise is repeatable too.
#[cfg(test)]
impl crate::privacy::Source for Stream {
    fn fill(&mut self, bytes: &mut [u8]) {
        for chunk in bytes.chunks_mut(8) {
            let word = self.next().to_le_bytes();
            chunk.copy_from_slice(&word[..chunk.len()]);
        }
    }
}
