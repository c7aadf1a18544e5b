using Microsoft.AspNetCore.Identity;
using Palladium.Sqlite.People;

namespace Palladium.Node.People;

/// <summary>
/// People as ASP.NET Core Identity asks for them when it checks a passkey. It changes no account: names, roles and
/// passwords (there are none) are not its business here.
/// </summary>
internal sealed class PasskeyUsers(PeopleStore people) : IUserPasskeyStore<Person>
{
    public Task<string> GetUserIdAsync(Person user, CancellationToken cancellationToken) => Task.FromResult(user.Id);

    public Task<string?> GetUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<string?> GetNormalizedUserNameAsync(Person user, CancellationToken cancellationToken) => Task.FromResult<string?>(user.Name);

    public Task<Person?> FindByIdAsync(string userId, CancellationToken cancellationToken) =>
        Task.FromResult(people.Find(userId) is { Disabled: false } person ? person : null);

    // Names are not unique: nobody is found by one.
    public Task<Person?> FindByNameAsync(string normalizedUserName, CancellationToken cancellationToken) => Task.FromResult<Person?>(null);

    public Task<IList<UserPasskeyInfo>> GetPasskeysAsync(Person user, CancellationToken cancellationToken) =>
        Task.FromResult<IList<UserPasskeyInfo>>([.. people.Passkeys(user.Id).Select(Info)]);

    public Task<UserPasskeyInfo?> FindPasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) =>
        Task.FromResult(people.FindPasskey(credentialId) is { } passkey && passkey.Person == user.Id ? Info(passkey) : null);

    public Task<Person?> FindByPasskeyIdAsync(byte[] credentialId, CancellationToken cancellationToken) =>
        people.FindPasskey(credentialId) is { } passkey ? FindByIdAsync(passkey.Person, cancellationToken) : Task.FromResult<Person?>(null);

    public Task SetUserNameAsync(Person user, string? userName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task SetNormalizedUserNameAsync(Person user, string? normalizedName, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> CreateAsync(Person user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> UpdateAsync(Person user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task<IdentityResult> DeleteAsync(Person user, CancellationToken cancellationToken) => throw ReadOnly();

    public Task AddOrUpdatePasskeyAsync(Person user, UserPasskeyInfo passkey, CancellationToken cancellationToken) => throw ReadOnly();

    public Task RemovePasskeyAsync(Person user, byte[] credentialId, CancellationToken cancellationToken) => throw ReadOnly();

    public void Dispose()
    {
        // The store belongs to the node.
    }

    private static NotSupportedException ReadOnly() => new("People are changed in the people store, where each change is recorded.");

    private static UserPasskeyInfo Info(Passkey passkey) => new(
        passkey.Credential, passkey.PublicKey, passkey.Created, passkey.SignCount, [.. passkey.Transports], isUserVerified: true,
        passkey.BackupEligible, passkey.BackedUp, attestationObject: [], clientDataJson: []);
}
