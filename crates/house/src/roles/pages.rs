//! Roles, on an officer's device.
