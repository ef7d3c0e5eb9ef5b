//! Which way a referral may go: one table, for the verbs, the device's buttons and the histories of the tests.

use danbe_words::{Problem, Referral};

/// What happens to a referral.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Step {
    /// The receiver opens the package.
    Open,
    /// The receiver takes the person on.
    Accept,
    /// The receiver says no.
    Decline,
    /// The receiver says that what was asked is done.
    Finish,
    /// The person or the sender takes it back.
    Withdraw,
    /// The basis ended.
    Expire,
    /// The receiver closed.
    Return,
}

impl Step {
    /// Every step.
    pub const ALL: &[Self] =
        &[Self::Open, Self::Accept, Self::Decline, Self::Finish, Self::Withdraw, Self::Expire, Self::Return];
}

/// Where a step leads.
///
/// # Errors
/// [`Problem::State`] naming how far the referral has come, when the step does not start there.
pub const fn next(from: Referral, step: Step) -> Result<Referral, Problem> {
    use Referral as R;
    Ok(match (from, step) {
        (R::Sent | R::Opened, Step::Open) => R::Opened,
        (R::Accepted, Step::Open) => R::Accepted,
        (R::Opened, Step::Accept) => R::Accepted,
        (R::Sent | R::Opened, Step::Decline) => R::Declined,
        (R::Accepted, Step::Finish) => R::Done,
        (R::Sent | R::Opened | R::Accepted, Step::Withdraw) => R::Withdrawn,
        (R::Sent | R::Opened, Step::Expire) => R::Expired,
        (R::Sent | R::Opened | R::Accepted, Step::Return) => R::Returned,
        (R::Sent, _) => return Err(Problem::State("referral-sent")),
        (R::Opened, _) => return Err(Problem::State("referral-opened")),
        (R::Accepted, _) => return Err(Problem::State("referral-accepted")),
        (R::Done, _) => return Err(Problem::State("referral-done")),
        (R::Declined, _) => return Err(Problem::State("referral-declined")),
        (R::Withdrawn, _) => return Err(Problem::State("referral-withdrawn")),
        (R::Expired, _) => return Err(Problem::State("referral-expired")),
        (R::Returned, _) => return Err(Problem::State("referral-returned")),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_over_stays_over() {
        for state in Referral::ALL.iter().filter(|state| state.is_over()) {
            for step in Step::ALL {
                assert!(next(*state, *step).is_err(), "{state} {step:?}");
            }
        }
    }

    #[test]
    fn nobody_takes_a_person_on_without_having_read_what_was_sent() {
        for state in Referral::ALL {
            let taken = next(*state, Step::Accept) == Ok(Referral::Accepted);
            assert_eq!(taken, *state == Referral::Opened, "{state}");
        }
    }

    #[test]
    fn every_state_but_the_first_is_reached_and_every_living_one_has_an_end() {
        let mut reached = vec![Referral::Sent];
        let mut at = 0;
        while let Some(state) = reached.get(at).copied() {
            let on = Step::ALL.iter().filter_map(|step| next(state, *step).ok());
            let new: Vec<_> = on.filter(|state| !reached.contains(state)).collect();
            reached.extend(new);
            at += 1;
        }
        assert_eq!(reached.len(), Referral::ALL.len());
        for state in Referral::ALL.iter().filter(|state| !state.is_over()) {
            assert_eq!(next(*state, Step::Withdraw), Ok(Referral::Withdrawn), "{state}");
        }
    }
}
