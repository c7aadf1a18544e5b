using System.Text.Json.Serialization;

namespace Palladium.Web.Contract;

/// <summary>What the data of a source are. On screen beside every value.</summary>
[JsonConverter(typeof(WordConverter<FeedKind>))]
public enum FeedKind
{
    /// <summary>Measured now.</summary>
    Live,

    /// <summary>Recorded earlier and played again.</summary>
    Replay,

    /// <summary>Made for a drill.</summary>
    Exercise,
}

/// <summary>Whether the last reading of a source is recent enough to rely on.</summary>
[JsonConverter(typeof(WordConverter<Freshness>))]
public enum Freshness
{
    /// <summary>A reading came within the time that is usual for the source.</summary>
    Fresh,

    /// <summary>Readings came, and stopped.</summary>
    Stale,

    /// <summary>No reading came since the node was started.</summary>
    Silent,
}

/// <summary>CAP 1.2 <c>severity</c>, spelled as the standard does.</summary>
[JsonConverter(typeof(CapTermConverter<Severity>))]
public enum Severity
{
    /// <summary>Not known.</summary>
    Unknown,

    /// <summary>Minimal threat to life or property.</summary>
    Minor,

    /// <summary>Possible threat.</summary>
    Moderate,

    /// <summary>Significant threat.</summary>
    Severe,

    /// <summary>Extraordinary threat.</summary>
    Extreme,
}

/// <summary>CAP 1.2 <c>status</c>, of which the network sends two.</summary>
[JsonConverter(typeof(CapTermConverter<AlertStatus>))]
public enum AlertStatus
{
    /// <summary>Real.</summary>
    Actual,

    /// <summary>A drill; marked on every screen and in every message.</summary>
    Exercise,
}

/// <summary>CAP 1.2 <c>msgType</c>, of which the network sends three.</summary>
[JsonConverter(typeof(CapTermConverter<AlertMessage>))]
public enum AlertMessage
{
    /// <summary>The first revision.</summary>
    Alert,

    /// <summary>A later revision.</summary>
    Update,

    /// <summary>The last revision: it is over.</summary>
    Cancel,
}

/// <summary>Whether something still needs handling.</summary>
[JsonConverter(typeof(WordConverter<OpenState>))]
public enum OpenState
{
    /// <summary>It goes on.</summary>
    Open,

    /// <summary>It is over: an alert is cleared, an incident closed.</summary>
    Closed,
}

/// <summary>What is left here of an entry's body.</summary>
[JsonConverter(typeof(WordConverter<BodyState>))]
public enum BodyState
{
    /// <summary>Held by this node and shown, since the asker may read it.</summary>
    Shown,

    /// <summary>Held by this node, and withheld from the asker.</summary>
    Withheld,

    /// <summary>Never handed to this node: it is the author's own.</summary>
    Elsewhere,

    /// <summary>Erased, as an entry of the same log says.</summary>
    Erased,

    /// <summary>Gone with no entry that says so: a fault of the author.</summary>
    Missing,
}
