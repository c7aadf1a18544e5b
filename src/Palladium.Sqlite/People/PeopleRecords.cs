using Palladium.Doctrine.Entities;

namespace Palladium.Sqlite.People;

/// <summary>Somebody with an account on this node: a person of this member, never of another.</summary>
/// <param name="Id">Random identifier, 32 hexadecimal digits.</param>
/// <param name="Name">As entered at the first sign-in.</param>
/// <param name="Grants">What the member granted: roles, duty times, sites, accreditation.</param>
/// <param name="Created">When the account was made.</param>
/// <param name="Disabled">Whether the account was closed; then every session of it is void.</param>
public sealed record Person(string Id, string Name, PersonGrants Grants, DateTimeOffset Created, bool Disabled)
{
    /// <summary>Words of the doctrine: <c>operator</c>, <c>administrator</c>, <c>steward</c>.</summary>
    public IReadOnlyList<string> Roles => Grants.Roles;
}

/// <summary>A token as it is listed: everything but its secret, of which only a hash exists.</summary>
/// <param name="Id">Random identifier, 32 hexadecimal digits.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do: <c>observations:write</c>, <c>metrics</c>.</param>
/// <param name="Source">The only source it may write; null when not tied to one.</param>
/// <param name="Created">When it was made.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Revoked">Whether it was ended before.</param>
public sealed record ApiToken(
    string Id, string Name, IReadOnlyList<string> Scopes, string? Source, DateTimeOffset Created, DateTimeOffset Expires, bool Revoked);

/// <summary>A secret that exists once, in the hands of whoever gets it; the store keeps its hash.</summary>
/// <param name="Id">What it belongs to.</param>
/// <param name="Secret">Printed once, never stored, never logged.</param>
/// <param name="Expires">When it ends.</param>
public sealed record IssuedSecret(string Id, string Secret, DateTimeOffset Expires);

/// <summary>A change of an account, token or link that the log does not hold yet.</summary>
/// <param name="Number">In the order in which they were made.</param>
/// <param name="Json">What changed; holds no secret.</param>
public sealed record PendingChange(long Number, string Json);

/// <summary>What a secret proved.</summary>
/// <param name="Person">The person, for a session.</param>
/// <param name="Token">The token, for a token.</param>
/// <param name="Change">The change that made it. It counts only once the log holds that change.</param>
public sealed record Authenticated(Person? Person, ApiToken? Token, long Change);
