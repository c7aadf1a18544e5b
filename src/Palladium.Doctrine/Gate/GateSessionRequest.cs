using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Gate;

/// <summary>Who wants to look for a while, at what kinds of thing, and why.</summary>
public sealed record GateSessionRequest
{
    /// <summary>Who: a person, a token, or another member. Must be in <see cref="Entities"/>.</summary>
    public required EntityUid Principal { get; init; }

    /// <summary>The principal and what it refers to. Rows bring their own entities on top of these.</summary>
    public required EntitySlice Entities { get; init; }

    /// <summary>Names of the actions that rows may ask for; others are denied in this session.</summary>
    public required IReadOnlyList<string> Actions { get; init; }

    /// <summary>Why. Null denies.</summary>
    public GatePurpose? Purpose { get; init; }

    /// <summary>On whose behalf, when not the principal's own.</summary>
    public string? ForWhom { get; init; }

    /// <inheritdoc cref="GateRequest.MadeUnder" />
    public string? MadeUnder { get; init; }

    /// <summary>Until when it may last; null until it is closed.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What is looked at, in words of the feature: <c>picture</c>, <c>sources</c>.</summary>
    public required string Subject { get; init; }

    /// <summary><see cref="EntryKinds.Access"/>, or <see cref="EntryKinds.Release"/> when another member looks.</summary>
    public EntryKind RecordAs { get; init; } = EntryKinds.Access;

    /// <summary>What exactly is handed over, for a release; part of the entry's body.</summary>
    public JsonObject? Extent { get; init; }
}

/// <summary>One row of a session.</summary>
/// <param name="Action">Name of the action: <c>readUnit</c>.</param>
/// <param name="Resource">What is read.</param>
/// <param name="Entities">The session's entities with the resource and what it refers to.</param>
/// <param name="At">The time that the row speaks of, for the extent; null when it has none.</param>
/// <param name="Bytes">Its size, for the extent; 0 when unknown.</param>
/// <param name="LookBack">How far back it goes; zero for what is live.</param>
public readonly record struct GateRow(
    string Action, EntityUid Resource, EntitySlice Entities, DateTimeOffset? At = null, long Bytes = 0, TimeSpan LookBack = default);
