using System.Collections.Concurrent;
using System.Globalization;
using Palladium.Federation.Charter;
using Palladium.Records;
using Palladium.Sqlite.State;

namespace Palladium.Node.Network;

/// <summary>Which version of the charter a member said it follows.</summary>
/// <param name="Charter">Hash of the charter.</param>
/// <param name="Doctrine">Hash of the doctrine that it names.</param>
/// <param name="AsOf">When it was last heard to; null when not since the start of this node.</param>
internal sealed record FollowedVersion(string Charter, string Doctrine, DateTimeOffset? AsOf);

/// <summary>Which version each other member follows, by its own word, and when each came into force here. Kept over a restart. Thread-safe.</summary>
internal sealed class MemberVersions(StateStore state, TimeProvider clock)
{
    private const string Followed = "charter.followed/";
    private const string Since = "charter.since/";

    private readonly ConcurrentDictionary<MemberId, FollowedVersion> _followed = new();

    public FollowedVersion? Of(MemberId member) => _followed.GetValueOrDefault(member);

    /// <summary>Hash of the doctrine that a member follows; null when it was never heard.</summary>
    public string? DoctrineOf(MemberId member) => Of(member)?.Doctrine;

    /// <summary>Takes up what was known before the node was stopped, of the versions that the chain has.</summary>
    public void Load(CharterChain chain)
    {
        foreach (var (key, charter) in state.List(Followed))
        {
            if (chain.Find(charter) is { } known && MemberId.Parse(key[Followed.Length..]).Accepted(out var member, out _))
            {
                _followed[member] = new FollowedVersion(charter, known.Charter.Doctrine, null);
            }
        }
    }

    /// <summary>Notes what a member said; true when it is something new.</summary>
    public bool Heard(MemberId member, SignedCharter version)
    {
        var isNew = Of(member)?.Charter != version.Hash;
        if (isNew)
        {
            state.Set(Followed + member.Name, version.Hash);
        }

        _followed[member] = new FollowedVersion(version.Hash, version.Charter.Doctrine, clock.GetUtcNow());
        return isNew;
    }

    /// <summary>When a version came into force here: now, if that was never noted.</summary>
    public DateTimeOffset SinceWhen(SignedCharter version)
    {
        if (state.Get(Since + version.Hash) is { } noted)
        {
            return DateTimeOffset.Parse(noted, CultureInfo.InvariantCulture);
        }

        var now = clock.GetUtcNow();
        state.Set(Since + version.Hash, now.ToString("O", CultureInfo.InvariantCulture));
        return now;
    }
}
