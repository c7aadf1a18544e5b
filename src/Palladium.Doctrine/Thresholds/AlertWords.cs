#pragma warning disable CA1720 // The words are those of the standard.
namespace Palladium.Doctrine.Thresholds;

/// <summary>CAP 1.2 <c>severity</c>; names and spelling are the standard's. Ordered, gravest first.</summary>
public enum AlertSeverity
{
    /// <summary>Extraordinary threat to life or property.</summary>
    Extreme,

    /// <summary>Significant threat to life or property.</summary>
    Severe,

    /// <summary>Possible threat to life or property.</summary>
    Moderate,

    /// <summary>Minimal to no known threat to life or property.</summary>
    Minor,

    /// <summary>Severity unknown.</summary>
    Unknown,
}

/// <summary>CAP 1.2 <c>urgency</c>.</summary>
public enum AlertUrgency
{
    /// <summary>Responsive action should be taken immediately.</summary>
    Immediate,

    /// <summary>Responsive action should be taken soon, within the next hour.</summary>
    Expected,

    /// <summary>Responsive action should be taken in the near future.</summary>
    Future,

    /// <summary>Responsive action is no longer required.</summary>
    Past,

    /// <summary>Urgency not known.</summary>
    Unknown,
}

/// <summary>CAP 1.2 <c>certainty</c>.</summary>
public enum AlertCertainty
{
    /// <summary>Determined to have occurred or to be ongoing.</summary>
    Observed,

    /// <summary>Probability above about 50 %.</summary>
    Likely,

    /// <summary>Possible but not likely.</summary>
    Possible,

    /// <summary>Not expected to occur.</summary>
    Unlikely,

    /// <summary>Certainty unknown.</summary>
    Unknown,
}

/// <summary>CAP 1.2 <c>category</c>.</summary>
public enum AlertCategory
{
    /// <summary>Geophysical, landslide included.</summary>
    Geo,

    /// <summary>Meteorological, flood included.</summary>
    Met,

    /// <summary>General emergency and public safety.</summary>
    Safety,

    /// <summary>Law enforcement, military, homeland and private security.</summary>
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

    /// <summary>Utility, telecommunication, other non-transport infrastructure; cyber.</summary>
    Infra,

    /// <summary>Chemical, biological, radiological, nuclear or high-yield explosive.</summary>
    CBRNE,

    /// <summary>Other events.</summary>
    Other,
}
