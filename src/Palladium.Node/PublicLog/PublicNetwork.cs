using Palladium.Log;
using Palladium.Node.Configuration;
using Palladium.Node.Hosting;
using Palladium.Web.Contract;

namespace Palladium.Node.PublicLog;

/// <summary>Who the members are. A feature that knows the charter registers its own before <see cref="PublicLogFeature"/>.</summary>
public interface IPublicNetwork
{
    /// <summary>The network as it is now.</summary>
    PublicNetworkDto Describe();
}

/// <summary>A node that belongs to no network yet: itself alone.</summary>
internal sealed class LoneNetwork(NodeConfiguration configuration, NoteSigningKey key, NodeAddresses addresses) : IPublicNetwork
{
    public PublicNetworkDto Describe() => new(null, configuration.Member.Name, "", "UTC", false, 0,
    [
        new PublicMemberDto(
            configuration.Member.Name,
            configuration.DisplayName,
            configuration.Kind,
            configuration.Origin,
            key.VerifierKey.ToString(),
            key.CosignerKey.ToString(),
            configuration.Listen.PublicUrl ?? addresses.Http),
    ]);
}
