namespace Palladium.Node.Configuration;

/// <summary>The organisation's own OpenID Connect provider, by the table <c>[openid]</c>.</summary>
/// <param name="Name">What people call it, for the button.</param>
/// <param name="Authority">Its issuer address.</param>
/// <param name="ClientId">By what name this node is registered there.</param>
/// <param name="SecretFile">File with the client's secret, readable by the node's account alone; null for a public client.</param>
/// <param name="Roles">What claims are worth here; what is not listed is worth nothing.</param>
public sealed record OpenIdConfiguration(string Name, Uri Authority, string ClientId, string? SecretFile, IReadOnlyList<OpenIdRole> Roles);

/// <summary>Whoever has this claim with this value has this role.</summary>
/// <param name="Claim">The claim: <c>groups</c>.</param>
/// <param name="Value">Its exact value.</param>
/// <param name="Role">A word of the doctrine.</param>
public sealed record OpenIdRole(string Claim, string Value, string Role);
