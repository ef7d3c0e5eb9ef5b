# Words of the room.
