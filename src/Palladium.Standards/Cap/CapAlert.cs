namespace Palladium.Standards.Cap;

/// <summary>
/// One alert message of the Common Alerting Protocol 1.2 (OASIS, 2010), clause 3.2.1. What
/// <see cref="CapReader"/> returns obeys the schema and the standard's prose; what is built in code is checked by
/// <see cref="CapWriter"/>.
/// </summary>
/// <param name="Identifier">Unique for the sender. No spaces, commas, <c>&lt;</c> or <c>&amp;</c>.</param>
/// <param name="Sender">Globally unique name of the originator, by Internet conventions. Same characters as the identifier.</param>
/// <param name="Sent">When, with the originator's offset, to the second.</param>
/// <param name="Status">How it is to be handled.</param>
/// <param name="MessageType">Its nature.</param>
/// <param name="Scope">Whom it is for.</param>
public sealed record CapAlert(
    string Identifier, string Sender, DateTimeOffset Sent, CapStatus Status, CapMessageType MessageType, CapScope Scope)
{
    /// <summary>The particular source of this alert: an operator or a device.</summary>
    public string? Source { get; init; }

    /// <summary>The rule for limiting distribution, where the scope is restricted.</summary>
    public string? Restriction { get; init; }

    /// <summary>The recipients, where the scope is private.</summary>
    public IReadOnlyList<string> Addresses { get; init; } = [];

    /// <summary>Codes of special handling; profiles name themselves here.</summary>
    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>The purpose or significance, chiefly for exercises and errors.</summary>
    public string? Note { get; init; }

    /// <summary>The earlier messages that this one refers to.</summary>
    public IReadOnlyList<CapReference> References { get; init; } = [];

    /// <summary>Names of the incidents it belongs to.</summary>
    public IReadOnlyList<string> Incidents { get; init; } = [];

    /// <summary>What it says, once per language or audience.</summary>
    public IReadOnlyList<CapInfo> Infos { get; init; } = [];
}

/// <summary>An earlier message, named by the three values that identify it.</summary>
/// <param name="Sender">Its sender.</param>
/// <param name="Identifier">Its identifier.</param>
/// <param name="Sent">When it was sent.</param>
public sealed record CapReference(string Sender, string Identifier, DateTimeOffset Sent);
