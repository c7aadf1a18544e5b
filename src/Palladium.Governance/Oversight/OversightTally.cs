using System.Text.Json.Nodes;
using Palladium.Records.Entries;
using Palladium.Records.Json;

namespace Palladium.Governance.Oversight;

/// <summary>
/// Counts what verified logs say, entry by entry as they grow. Reads nothing itself: whoever verified a leaf hands in its
/// header. Not safe for several threads.
/// </summary>
public sealed class OversightTally
{
    /// <summary>Two entries further apart than this are told as a silence: a running node stores readings more often.</summary>
    public static readonly TimeSpan SilenceAfter = TimeSpan.FromMinutes(15);

    private readonly Dictionary<string, MemberTally> _members = new(StringComparer.Ordinal);
    private readonly HashSet<(string Holder, long Index)> _releasesSeen = [];
    private readonly HashSet<(string Holder, long Index)> _receiptsSeen = [];

    internal IReadOnlyDictionary<string, MemberTally> Members => _members;

    /// <summary>Releases whose body was given and for which no given receipt speaks.</summary>
    internal long NamedReleasesWithoutReceipt => _releasesSeen.Count(release => !_receiptsSeen.Contains(release));

    /// <summary>Counts an entry of a member's log.</summary>
    public void Add(string member, EntryHeader header)
    {
        ArgumentNullException.ThrowIfNull(header);
        Of(member).Add(header, (long)SilenceAfter.TotalSeconds);
    }

    /// <summary>Counts a leaf that is not a header.</summary>
    public void AddUnreadable(string member) => Of(member).Unreadable++;

    /// <summary>
    /// Counts what a body says that somebody was given. False when it is not the one the header committed to; nothing is
    /// counted then.
    /// </summary>
    public bool AddBody(string member, long index, EntryHeader header, ReadOnlySpan<byte> salt, ReadOnlySpan<byte> body)
    {
        ArgumentNullException.ThrowIfNull(header);
        if (!Commitment.Opens(header, salt, body))
        {
            return false;
        }

        var tally = Of(member);
        tally.Bodies++;
        if (!CanonicalJson.Read(body).Accepted(out var node, out _) || node is not JsonObject json)
        {
            return true;
        }

        if (header.Kind == EntryKinds.Release.Name)
        {
            Count(tally.ReleasedTo, Text(json, "forWhom"));
            _releasesSeen.Add((member, index));
        }
        else if (header.Kind == EntryKinds.Access.Name || header.Kind == EntryKinds.AccessDenied.Name)
        {
            Count(tally.Actions, Text(json, "action"));
        }
        else if (header.Kind == EntryKinds.Receipt.Name && Text(json, "from") is { } holder
            && json["release"] is JsonObject release && release["index"] is JsonValue at && at.TryGetValue<long>(out var released))
        {
            _receiptsSeen.Add((holder, released));
        }

        return true;
    }

    private static void Count(Dictionary<string, long> counts, string? name)
    {
        if (name is not null)
        {
            counts[name] = counts.GetValueOrDefault(name) + 1;
        }
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private MemberTally Of(string member)
    {
        if (!_members.TryGetValue(member, out var tally))
        {
            _members[member] = tally = new MemberTally();
        }

        return tally;
    }
}
