using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Federation.Charter;
using Palladium.Node.Configuration;
using Palladium.Records;

namespace Palladium.Node.Network;

/// <summary>A member as every feature knows it.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">The kind that the doctrine's rules speak of.</param>
internal sealed record KnownMember(MemberId Id, string Name, string Kind);

/// <summary>
/// Who is in the network, by the charter in force; a node without a charter is alone in it. Thread-safe; replaced as a whole
/// when a charter is adopted.
/// </summary>
internal sealed class NetworkDirectory
{
    private readonly KnownMember _self;
    private volatile State _state;

    public NetworkDirectory(NodeConfiguration configuration)
    {
        _self = new KnownMember(configuration.Member, configuration.DisplayName, configuration.Kind);
        _state = Of([_self], null);
    }

    /// <summary>This node's member.</summary>
    public KnownMember Self => _state.Self;

    /// <summary>All members, this one included, in the order of their names.</summary>
    public IReadOnlyList<KnownMember> Members => _state.Members;

    /// <summary>All others.</summary>
    public IEnumerable<KnownMember> Others => _state.Members.Where(member => member.Id != Self.Id);

    /// <summary>The charter in force; null for a node that is alone.</summary>
    public NetworkCharter? Charter => _state.Charter;

    /// <summary>One entity for each member: every decision needs them, for everything belongs to one.</summary>
    public EntitySlice Entities => _state.Entities;

    public void Adopt(NetworkCharter charter) => _state = Of(
        [.. charter.Members.Select(member => new KnownMember(member.Id, member.Name, member.Kind)).OrderBy(member => member.Id)], charter);

    public KnownMember? Find(MemberId id) => _state.Members.FirstOrDefault(member => member.Id == id);

    /// <summary>What a member is called; its id when the charter does not know it.</summary>
    public string NameOf(MemberId id) => Find(id)?.Name ?? id.Name;

    /// <summary>The first member of a kind, in the order of names; null when there is none.</summary>
    public MemberId? OfKind(string kind) => _state.Members.FirstOrDefault(member => member.Kind == kind)?.Id;

    private State Of(IReadOnlyList<KnownMember> members, NetworkCharter? charter) => new(
        members.FirstOrDefault(member => member.Id == _self.Id) ?? _self,
        members,
        charter,
        EntitySlice.Of(members.Select(Entity)));

    private static CedarEntityData Entity(KnownMember member) => DoctrineEntities.Member(member.Id, member.Kind, member.Name);

    private sealed record State(KnownMember Self, IReadOnlyList<KnownMember> Members, NetworkCharter? Charter, EntitySlice Entities);
}
