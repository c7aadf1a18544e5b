using Palladium.Log;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;

namespace Palladium.Node.PublicLog;

/// <summary>A member as outsiders see it.</summary>
/// <param name="Id">Its short name.</param>
/// <param name="Name">What people call it.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="Origin">Origin of its log.</param>
/// <param name="Vkey">The key that its checkpoints are verified with.</param>
/// <param name="CosignerVkey">The key that its cosignatures of others' checkpoints are verified with.</param>
/// <param name="LogUrl">Prefix of its log.</param>
public sealed record PublicMember(string Id, string Name, string Kind, string Origin, string Vkey, string CosignerVkey, string LogUrl);

/// <summary>The network as outsiders see it.</summary>
/// <param name="Network">Its name.</param>
/// <param name="Self">The member that answers.</param>
/// <param name="CharterVersion">Version of the charter in force; null before the network was founded.</param>
/// <param name="CharterHash">Its hash; null before the network was founded.</param>
/// <param name="Members">The members.</param>
public sealed record NetworkDescription(
    string Network, string Self, long? CharterVersion, string? CharterHash, IReadOnlyList<PublicMember> Members);

/// <summary>Who the members are. The feature that holds the charter replaces the registration of a node that is alone.</summary>
public interface IPublicNetwork
{
    /// <summary>The network as it is now.</summary>
    NetworkDescription Describe();
}

/// <summary>A node that belongs to no network yet: itself alone.</summary>
internal sealed class LoneNetwork(NodeConfiguration configuration, NoteSigningKey key, NodeAddresses addresses) : IPublicNetwork
{
    public NetworkDescription Describe() => new(configuration.Network, configuration.Member.Name, null, null,
    [
        new PublicMember(
            configuration.Member.Name,
            configuration.DisplayName,
            configuration.Kind,
            configuration.Origin,
            key.VerifierKey.ToString(),
            key.CosignerKey.ToString(),
            $"{configuration.Listen.PublicUrl ?? addresses.Http}/log"),
    ]);
}
