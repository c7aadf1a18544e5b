namespace Palladium.Standards.Cap;

/// <summary>How the message is to be handled (CAP 1.2, 3.2.1 <c>status</c>).</summary>
public enum CapStatus
{
    /// <summary>Actionable by all targeted recipients.</summary>
    Actual,

    /// <summary>Actionable only by the participants of an exercise.</summary>
    Exercise,

    /// <summary>Supports alert network internal functions.</summary>
    System,

    /// <summary>Technical testing only.</summary>
    Test,

    /// <summary>A template or draft, not actionable.</summary>
    Draft,
}

/// <summary>The nature of the message (CAP 1.2, 3.2.1 <c>msgType</c>).</summary>
public enum CapMessageType
{
    /// <summary>Initial information.</summary>
    Alert,

    /// <summary>Updates and supersedes the messages in <c>references</c>.</summary>
    Update,

    /// <summary>Cancels the messages in <c>references</c>.</summary>
    Cancel,

    /// <summary>Acknowledges receipt of the messages in <c>references</c>.</summary>
    Ack,

    /// <summary>Rejects the messages in <c>references</c>.</summary>
    Error,
}

/// <summary>The intended distribution (CAP 1.2, 3.2.1 <c>scope</c>).</summary>
public enum CapScope
{
    /// <summary>For unrestricted audiences.</summary>
    Public,

    /// <summary>For users with a known operational requirement; see <see cref="CapAlert.Restriction"/>.</summary>
    Restricted,

    /// <summary>Only to <see cref="CapAlert.Addresses"/>.</summary>
    Private,
}

/// <summary>What the event is about (CAP 1.2, 3.2.2 <c>category</c>).</summary>
public enum CapCategory
{
    /// <summary>Geophysical, landslides included.</summary>
    Geo,

    /// <summary>Meteorological, floods included.</summary>
    Met,

    /// <summary>General emergency and public safety.</summary>
    Safety,

    /// <summary>Law enforcement, military, homeland and local or private security.</summary>
    Security,

    /// <summary>Rescue and recovery.</summary>
    Rescue,

    /// <summary>Fire suppression and rescue.</summary>
    Fire,

    /// <summary>Medical and public health.</summary>
    Health,

    /// <summary>Pollution and other environmental.</summary>
    Env,

    /// <summary>Public and private transportation.</summary>
    Transport,

    /// <summary>Utility, telecommunication, other infrastructure; cyber events too.</summary>
    Infra,

    /// <summary>Chemical, biological, radiological, nuclear or high-yield explosive.</summary>
    CBRNE,

    /// <summary>Other events.</summary>
    Other,
}

/// <summary>What the audience should do (CAP 1.2, 3.2.2 <c>responseType</c>).</summary>
public enum CapResponseType
{
    /// <summary>Take shelter in place.</summary>
    Shelter,

    /// <summary>Relocate as instructed.</summary>
    Evacuate,

    /// <summary>Make preparations.</summary>
    Prepare,

    /// <summary>Execute a pre-planned activity.</summary>
    Execute,

    /// <summary>Avoid the subject event.</summary>
    Avoid,

    /// <summary>Attend to information sources.</summary>
    Monitor,

    /// <summary>Evaluate the information; not for public warning.</summary>
    Assess,

    /// <summary>The event no longer poses a threat.</summary>
    AllClear,

    /// <summary>No action recommended.</summary>
    None,
}

/// <summary>How soon (CAP 1.2, 3.2.2 <c>urgency</c>).</summary>
public enum CapUrgency
{
    /// <summary>Act immediately.</summary>
    Immediate,

    /// <summary>Act within the next hour.</summary>
    Expected,

    /// <summary>Act in the near future.</summary>
    Future,

    /// <summary>No longer required.</summary>
    Past,

    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>How bad (CAP 1.2, 3.2.2 <c>severity</c>).</summary>
public enum CapSeverity
{
    /// <summary>Extraordinary threat to life or property.</summary>
    Extreme,

    /// <summary>Significant threat.</summary>
    Severe,

    /// <summary>Possible threat.</summary>
    Moderate,

    /// <summary>Minimal to no known threat.</summary>
    Minor,

    /// <summary>Not known.</summary>
    Unknown,
}

/// <summary>How sure (CAP 1.2, 3.2.2 <c>certainty</c>).</summary>
public enum CapCertainty
{
    /// <summary>Determined to have occurred or to be ongoing.</summary>
    Observed,

    /// <summary>p above about 50 %.</summary>
    Likely,

    /// <summary>p up to about 50 %.</summary>
    Possible,

    /// <summary>p about 0.</summary>
    Unlikely,

    /// <summary>Not known.</summary>
    Unknown,
}
