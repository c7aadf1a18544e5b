namespace Palladium.Operations.Alerts;

/// <summary>CAP 1.2, clause 3.2.1: <c>status</c>. Only what people are alerted by: messages for systems (<c>System</c>, <c>Test</c>, <c>Draft</c>) are refused at the way in.</summary>
public enum AlertStatus
{
    /// <summary>To be acted upon.</summary>
    Actual,

    /// <summary>A drill: for those who take part.</summary>
    Exercise,
}

/// <summary>CAP 1.2, clause 3.2.1: <c>msgType</c>.</summary>
public enum AlertMessageType
{
    /// <summary>The first message.</summary>
    Alert,

    /// <summary>Supersedes the earlier ones.</summary>
    Update,

    /// <summary>The cause is over, or the alert was withdrawn.</summary>
    Cancel,
}
