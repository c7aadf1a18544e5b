using System.Text.Json.Nodes;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Records.Entries;

namespace Palladium.Doctrine.Gate;

/// <summary>Who wants to do what with what, and why.</summary>
public sealed record GateRequest
{
    /// <summary>Who: a person, a token, or another member. Must be in <see cref="Entities"/>.</summary>
    public required EntityUid Principal { get; init; }

    /// <summary>The action's name without type: <c>readUnit</c>.</summary>
    public required string Action { get; init; }

    /// <summary>What is used. Must be in <see cref="Entities"/>.</summary>
    public required EntityUid Resource { get; init; }

    /// <summary>
    /// All that the decision may look at: principal, resource, and every entity that these refer to. One that is referred to
    /// and missing denies. It is recorded with the decision.
    /// </summary>
    public required EntitySlice Entities { get; init; }

    /// <summary>Why. Null denies.</summary>
    public GatePurpose? Purpose { get; init; }

    /// <summary>On whose behalf, when not the principal's own: the recipient of a release, the member whose person asked.</summary>
    public string? ForWhom { get; init; }

    /// <summary>
    /// Hash of the doctrine that the member it is for follows, as it said; null for somebody at this node, and where it is not known. One that
    /// counts no more here denies all but alerts.
    /// </summary>
    public string? MadeUnder { get; init; }

    /// <summary><see cref="EntryKinds.Access"/> for somebody at this node, <see cref="EntryKinds.Release"/> for another member.</summary>
    public EntryKind RecordAs { get; init; } = EntryKinds.Access;

    /// <summary>How far back the data goes; zero for what is live.</summary>
    public TimeSpan LookBack { get; init; }

    /// <summary>Opened by one person alone, who says that it is an emergency: what the doctrine otherwise asks for is left out where its rules say so, and the use is reviewed.</summary>
    public bool Emergency { get; init; }

    /// <summary>Who approved it, at most two, whose signatures the caller checked. Must be in <see cref="Entities"/>. The rules know them as first and second.</summary>
    public IReadOnlyList<EntityUid> Approvers { get; init; } = [];

    /// <summary>
    /// What is said of the principal counts though it does not come from this node's own log: the principal's member said it in an entry of its log that was verified here, or it is
    /// supposed, for a question. For <see cref="Gate.Decide(GateRequest)"/> alone: nothing is opened on such word.
    /// </summary>
    public bool IsSaidElsewhere { get; init; }

    /// <summary>Until when the grant holds; null for this once.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>What is opened, for the record: item references, area, period. Becomes the body's <c>extent</c>.</summary>
    public JsonObject? Extent { get; init; }
}
