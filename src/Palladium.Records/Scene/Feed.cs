namespace Palladium.Records.Scene;

/// <summary>What the data of a source are. Shown with every value on every screen, and carried in every message.</summary>
public enum Feed
{
    /// <summary>Measured now.</summary>
    Live,

    /// <summary>Recorded earlier and played again.</summary>
    Replay,

    /// <summary>Made for a drill.</summary>
    Exercise,
}
