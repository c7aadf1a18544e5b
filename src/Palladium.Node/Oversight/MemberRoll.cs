using Palladium.Governance.Oversight;
using Palladium.Log;

namespace Palladium.Node.Oversight;

/// <summary>
/// Who the members are: from a charter that was verified, or from what was seen first. What nodes say is compared with it.
/// </summary>
internal sealed class MemberRoll
{
    private readonly Dictionary<string, AuditedMember> _members = new(StringComparer.Ordinal);
    private readonly HashSet<string> _spoke = new(StringComparer.Ordinal);
    private readonly bool _fromCharter;
    private long _charterVersion;

    /// <summary>Begins with what an earlier run saw.</summary>
    public MemberRoll(AuditMemory memory)
    {
        Network = memory.Network;
        _charterVersion = memory.CharterVersion;
        foreach (var pinned in memory.Members)
        {
            if (NoteVerifierKey.Parse(pinned.LogKey).Value is { } log && NoteVerifierKey.Parse(pinned.CosignKey).Value is { } cosign)
            {
                _members[pinned.Id] = new AuditedMember(pinned.Id, pinned.Name, pinned.Kind, pinned.Origin, log, cosign, pinned.PublicUrl);
            }
        }
    }

    /// <summary>Takes the members of a verified charter, and nobody else.</summary>
    public MemberRoll(string network, long charterVersion, IEnumerable<AuditedMember> members)
    {
        (Network, _charterVersion, _fromCharter) = (network, charterVersion, true);
        foreach (var member in members)
        {
            _members[member.Id] = member;
        }
    }

    /// <summary>The network's name; empty while unknown.</summary>
    public string Network { get; private set; }

    /// <summary>Every member.</summary>
    public IReadOnlyCollection<AuditedMember> Members => _members.Values;

    /// <summary>Begins a round: each node may say anew where it is.</summary>
    public void BeginRound() => _spoke.Clear();

    /// <summary>Takes in what a node says, and tells where it disagrees.</summary>
    public IReadOnlyList<Observed> Compare(NetworkView view)
    {
        var observed = new List<Observed>();
        _spoke.Add(view.Self);
        Network = Network.Length == 0 ? view.Network : Network;
        var isNewer = !_fromCharter && view.CharterVersion > _charterVersion && _charterVersion > 0;
        foreach (var named in view.Members)
        {
            if (!_members.TryGetValue(named.Id, out var known))
            {
                if (_fromCharter)
                {
                    observed.Add(Differs(view, named.Id, $"{view.Url} names a member {named.Id} that the charter does not have."));
                }
                else
                {
                    _members[named.Id] = named;
                }
            }
            else if (known.Identity != named.Identity)
            {
                observed.Add(new Observed(
                    named.Id,
                    isNewer || _fromCharter ? FindingRules.MembershipDiffers : FindingRules.KeysChanged,
                    view.Url,
                    $"{view.Url} says that its origin and keys are {named.Origin} {named.LogKey}; known here are {known.Origin} {known.LogKey}. The known ones are used on."));
            }
            else if (!_fromCharter && (named.Id == view.Self || !_spoke.Contains(named.Id)))
            {
                _members[named.Id] = known with { PublicUrl = named.PublicUrl ?? known.PublicUrl, Name = named.Name, Kind = named.Kind };
            }
        }

        var missing = _members.Keys.Except(view.Members.Select(member => member.Id), StringComparer.Ordinal).Order(StringComparer.Ordinal).ToList();
        if (missing.Count > 0)
        {
            observed.Add(Differs(view, view.Self, $"{view.Url} does not name {string.Join(", ", missing)} as members."));
        }

        _charterVersion = Math.Max(_charterVersion, view.CharterVersion);
        return observed;
    }

    /// <summary>What to remember.</summary>
    public AuditMemory Remember(IReadOnlyList<OversightFinding> findings) => new(
        Network,
        _charterVersion,
        [.. _members.Values.Select(member => new PinnedMember(
            member.Id, member.Name, member.Kind, member.Origin, member.LogKey.ToString(), member.CosignKey.ToString(), member.PublicUrl))],
        findings);

    private static Observed Differs(NetworkView view, string member, string words) =>
        new(member.Length == 0 ? "network" : member, FindingRules.MembershipDiffers, view.Url, words);
}
