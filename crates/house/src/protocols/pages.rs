//! Pages of the room.
