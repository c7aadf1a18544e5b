using System.Text.Json;

namespace Palladium.Web.Contract;

/// <summary>The beginning of a passkey ceremony.</summary>
/// <param name="Ceremony">Names it in the answer; counts once, for five minutes.</param>
/// <param name="Options">WebAuthn's options in their JSON form, for the browser.</param>
public sealed record CeremonyDto(string Ceremony, JsonElement Options);

/// <summary>The browser's answer to a <see cref="CeremonyDto"/>.</summary>
/// <param name="Ceremony">The one it answers.</param>
/// <param name="Credential">WebAuthn's credential in its JSON form.</param>
/// <param name="Name">What the person calls a new passkey.</param>
public sealed record CeremonyAnswer(string Ceremony, JsonElement Credential, string? Name = null);

/// <summary>A passkey, for its person.</summary>
/// <param name="Id">The authenticator's name for it, base64url.</param>
/// <param name="Name">What the person calls it.</param>
/// <param name="Created">When it was added.</param>
/// <param name="Used">When it was last shown; null when never.</param>
/// <param name="BackedUp">Whether its maker keeps copies of it on other devices.</param>
public sealed record PasskeyDto(string Id, string Name, DateTimeOffset Created, DateTimeOffset? Used, bool BackedUp);

/// <summary>A session, for its person.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Device">What the browser says of itself.</param>
/// <param name="Created">When the person signed in.</param>
/// <param name="Used">When it was last used, roughly.</param>
/// <param name="Ends">When it ends in any case.</param>
/// <param name="Current">Whether it is the one that asks.</param>
public sealed record SessionDto(string Id, string Device, DateTimeOffset Created, DateTimeOffset Used, DateTimeOffset Ends, bool Current);

/// <summary>A way back into an account that was asked for and not used yet.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Person">Id of whose account.</param>
/// <param name="Name">Name of whose account.</param>
/// <param name="IssuedBy">Who asked: a name, or <c>command line</c>.</param>
/// <param name="Issued">When.</param>
/// <param name="Opens">From when it counts, unless a second administrator confirms it before.</param>
/// <param name="ConfirmedBy">Who confirmed it; null when nobody did.</param>
/// <param name="MayConfirm">Whether whoever asks for this may.</param>
public sealed record RecoveryDto(
    string Id, string Person, string Name, string IssuedBy, DateTimeOffset Issued, DateTimeOffset Opens, string? ConfirmedBy, bool MayConfirm);

/// <summary>The account of whoever asks: <see cref="PalladiumRoutes.Account"/>.</summary>
/// <param name="Person">Who.</param>
/// <param name="Passkeys">Oldest first.</param>
/// <param name="Sessions">Newest first.</param>
/// <param name="Recoveries">Ways back into this very account that others asked for.</param>
/// <param name="PasskeyRequired">Whether nothing else can be done before there is a passkey.</param>
public sealed record AccountDto(
    PersonDto Person, IReadOnlyList<PasskeyDto> Passkeys, IReadOnlyList<SessionDto> Sessions, IReadOnlyList<RecoveryDto> Recoveries, bool PasskeyRequired);

/// <summary>Somebody with an account.</summary>
/// <param name="Id">Random identifier.</param>
/// <param name="Name">Name.</param>
/// <param name="Created">Since when.</param>
/// <param name="Closed">Whether the account was closed.</param>
/// <param name="OnDuty">Whether it is the person's duty now.</param>
/// <param name="Passkeys">How many passkeys the person has.</param>
/// <param name="Grants">What was granted.</param>
public sealed record PersonDto(string Id, string Name, DateTimeOffset Created, bool Closed, bool OnDuty, int Passkeys, GrantsDto Grants);

/// <summary>What a member grants to one of its people.</summary>
/// <param name="Roles">Words of the doctrine.</param>
/// <param name="Duty"><c>always</c>, <c>mon-fri 08:00-16:00 ZONE</c>, <c>2026-11-23T08:00/2026-11-23T16:00 ZONE</c>.</param>
/// <param name="Sites">Sites of which the person has charge.</param>
/// <param name="RoleForce">The highest degree of force by role, 0 to 5.</param>
/// <param name="Accreditation">The highest degree of force by training, 0 to 5.</param>
/// <param name="AccreditedUntil">When the training is out of date.</param>
/// <param name="Reservist">Whether a reservist.</param>
/// <param name="CalledUp">Whether called up.</param>
/// <param name="Overseer">Whether on the ethics committee.</param>
public sealed record GrantsDto(
    IReadOnlyList<string> Roles, IReadOnlyList<string> Duty, IReadOnlyList<string> Sites, int RoleForce = 0, int Accreditation = 0,
    DateTimeOffset? AccreditedUntil = null, bool Reservist = false, bool CalledUp = false, bool Overseer = false);

/// <summary>A token, without its secret.</summary>
/// <param name="Id">Its id.</param>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Source">The only source it may write; null when not tied to one.</param>
/// <param name="Expires">When it ends.</param>
/// <param name="Revoked">Whether it was ended before.</param>
public sealed record TokenDto(string Id, string Name, IReadOnlyList<string> Scopes, string? Source, DateTimeOffset Expires, bool Revoked);

/// <summary>Everything that an administrator manages: <see cref="PalladiumRoutes.People"/>.</summary>
/// <param name="People">Everybody with an account, by name.</param>
/// <param name="Tokens">All tokens, oldest first.</param>
/// <param name="Recoveries">Ways back that were not used yet.</param>
public sealed record PeopleDto(IReadOnlyList<PersonDto> People, IReadOnlyList<TokenDto> Tokens, IReadOnlyList<RecoveryDto> Recoveries);

/// <summary>Asks for a one-time link: <see cref="PalladiumRoutes.PeopleLinks"/>.</summary>
/// <param name="Name">Name of the person; null lets the person say it.</param>
/// <param name="Grants">What the account is granted.</param>
/// <param name="Hours">How long the link counts, 1 to 168.</param>
public sealed record LinkRequest(string? Name, GrantsDto Grants, int Hours = 24);

/// <summary>Asks for a token: <see cref="PalladiumRoutes.PeopleTokens"/>.</summary>
/// <param name="Name">What it is for.</param>
/// <param name="Scopes">What it may do.</param>
/// <param name="Source">The only source it may write; null for any.</param>
/// <param name="Days">How long it counts, 1 to 3,650.</param>
public sealed record TokenRequest(string Name, IReadOnlyList<string> Scopes, string? Source = null, int Days = 30);

/// <summary>A secret that is shown once.</summary>
/// <param name="Id">What it belongs to.</param>
/// <param name="Secret">The token, or the address of the link.</param>
/// <param name="Opens">From when it counts; null for at once.</param>
/// <param name="Expires">When it ends.</param>
public sealed record SecretDto(string Id, string Secret, DateTimeOffset? Opens, DateTimeOffset Expires);
