namespace Palladium.Standards.Cap;

/// <summary>What an alert says, in one language (CAP 1.2, 3.2.2).</summary>
/// <param name="Categories">At least one.</param>
/// <param name="Event">The type of the event, in words.</param>
/// <param name="Urgency">How soon.</param>
/// <param name="Severity">How bad.</param>
/// <param name="Certainty">How sure.</param>
public sealed record CapInfo(
    IReadOnlyList<CapCategory> Categories, string Event, CapUrgency Urgency, CapSeverity Severity, CapCertainty Certainty)
{
    /// <summary>RFC 3066 language; the standard's default is <c>en-US</c>.</summary>
    public string Language { get; init; } = "en-US";

    /// <summary>What the audience should do.</summary>
    public IReadOnlyList<CapResponseType> ResponseTypes { get; init; } = [];

    /// <summary>The intended audience.</summary>
    public string? Audience { get; init; }

    /// <summary>System-specific codes of the event type.</summary>
    public IReadOnlyList<CapNamedValue> EventCodes { get; init; } = [];

    /// <summary>From when the information holds; without it, from <see cref="CapAlert.Sent"/>.</summary>
    public DateTimeOffset? Effective { get; init; }

    /// <summary>The expected beginning of the event.</summary>
    public DateTimeOffset? Onset { get; init; }

    /// <summary>Until when the information holds.</summary>
    public DateTimeOffset? Expires { get; init; }

    /// <summary>The originator's name for people.</summary>
    public string? SenderName { get; init; }

    /// <summary>A short headline.</summary>
    public string? Headline { get; init; }

    /// <summary>The hazard or event.</summary>
    public string? Description { get; init; }

    /// <summary>The recommended action.</summary>
    public string? Instruction { get; init; }

    /// <summary>An absolute URI of more information. Its scheme is the sender's choice: whoever makes a link of it checks that.</summary>
    public string? Web { get; init; }

    /// <summary>Whom to ask.</summary>
    public string? Contact { get; init; }

    /// <summary>System-specific values.</summary>
    public IReadOnlyList<CapNamedValue> Parameters { get; init; } = [];

    /// <summary>Further files.</summary>
    public IReadOnlyList<CapResource> Resources { get; init; } = [];

    /// <summary>Where it applies; the union of all.</summary>
    public IReadOnlyList<CapArea> Areas { get; init; } = [];
}

/// <summary>A name and its value: an event code, a parameter or a geocode.</summary>
/// <param name="Name">Which system of values.</param>
/// <param name="Value">The value.</param>
public sealed record CapNamedValue(string Name, string Value);

/// <summary>A file that belongs to an alert (CAP 1.2, 3.2.3).</summary>
/// <param name="Description">What it is, for people.</param>
/// <param name="MimeType">Its media type (RFC 2046).</param>
public sealed record CapResource(string Description, string MimeType)
{
    /// <summary>Its size in bytes, approximately.</summary>
    public long? Size { get; init; }

    /// <summary>Where it is.</summary>
    public string? Uri { get; init; }

    /// <summary>The content itself, base64.</summary>
    public string? DerefUri { get; init; }

    /// <summary>SHA-1 of the content, as the standard of 2010 has it: an identification, not a protection.</summary>
    public string? Digest { get; init; }
}
