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
/// <param name="Change">The last change to it. It counts only once the log holds that change.</param>
/// <param name="Session">The session, for a session.</param>
public sealed record Authenticated(Person? Person, ApiToken? Token, long Change, SessionState? Session = null);

/// <summary>A session as one request finds it.</summary>
/// <param name="Id">Random identifier, 32 hexadecimal digits; not the secret.</param>
/// <param name="ProvedAt">When the person last showed a passkey in it; the epoch when never.</param>
/// <param name="HasPasskey">Whether the person has a passkey at all.</param>
/// <param name="ByProvider">Whether the person came from the organisation's own provider; then coming from there counts as showing a passkey.</param>
public sealed record SessionState(string Id, DateTimeOffset ProvedAt, bool HasPasskey, bool ByProvider = false);

/// <summary>A session as its person sees it.</summary>
/// <param name="Id">Random identifier.</param>
/// <param name="Device">What the browser said of itself, shortened.</param>
/// <param name="Created">When the person signed in.</param>
/// <param name="Used">When it was last used, to within a tenth of the time that it may be idle.</param>
/// <param name="Ends">When it ends, used or not.</param>
public sealed record PersonSession(string Id, string Device, DateTimeOffset Created, DateTimeOffset Used, DateTimeOffset Ends);

/// <summary>How long a session lasts.</summary>
/// <param name="Idle">Without use.</param>
/// <param name="Longest">In any case.</param>
public sealed record SessionSpan(TimeSpan Idle, TimeSpan Longest);

/// <summary>A passkey: the public half, and what was seen of the other half.</summary>
/// <param name="Credential">The authenticator's name for it.</param>
/// <param name="Person">Whose it is.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="PublicKey">COSE key.</param>
/// <param name="Created">When it was added.</param>
/// <param name="Used">When it was last shown; null when never since it was added.</param>
/// <param name="SignCount">The authenticator's own count, which must grow; 0 from those that don't count.</param>
/// <param name="Transports">How the browser reaches it: <c>internal</c>, <c>usb</c>.</param>
/// <param name="BackupEligible">Whether its maker may copy it to other devices.</param>
/// <param name="BackedUp">Whether that was done.</param>
public sealed record Passkey(
    byte[] Credential, string Person, string Name, byte[] PublicKey, DateTimeOffset Created, DateTimeOffset? Used, uint SignCount,
    IReadOnlyList<string> Transports, bool BackupEligible, bool BackedUp);

/// <summary>A way back into an account, before it was used.</summary>
/// <param name="Id">The link's id.</param>
/// <param name="Person">Whose account.</param>
/// <param name="Issuer">Who asked for it: a person's id, or <c>command line</c>.</param>
/// <param name="Issued">When.</param>
/// <param name="Opens">From when it counts.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Confirmed">The second administrator who let it count at once; null when nobody did.</param>
public sealed record Recovery(
    string Id, string Person, string Issuer, DateTimeOffset Issued, DateTimeOffset Opens, DateTimeOffset Expires, string? Confirmed)
{
    /// <summary>
    /// Whether somebody may confirm it: neither who asked nor whose account it is, and with an account that is older than the
    /// request by <see cref="PeopleStore.RecoveryWait"/>; otherwise one administrator could make the second one.
    /// </summary>
    public bool MayBeConfirmedBy(Person? second) =>
        second is { Disabled: false } && second.Id != Issuer && second.Id != Person && second.Created <= Issued - PeopleStore.RecoveryWait;
}
