using System.Text.Json;
using Microsoft.AspNetCore.Identity;
using Palladium.Node.Configuration;
using Palladium.Records;
using Palladium.Sqlite.People;
using Palladium.Web.Contract;

namespace Palladium.Node.People;

/// <summary>
/// WebAuthn: what the browser is asked for and whether its answer is good. The checking is ASP.NET Core Identity's
/// (<see cref="PasskeyHandler{TUser}"/>) over our own accounts; a passkey counts only with the person verified by it (PIN, finger, face).
/// </summary>
internal sealed class Passkeys(IPasskeyHandler<Person> handler, PeopleStore people, Ceremonies ceremonies, TimeProvider clock)
{
    private const int LongestName = 60;

    private static readonly Refusal TooMany = new("", "passkey.too-many", "Too many people are signing in. Wait a minute.");
    private static readonly Refusal Unknown = new("ceremony", "passkey.ceremony", "This was begun too long ago, or answered before. Begin again.");

    /// <summary>How the service is set up: where passkeys hold, and that the person is verified.</summary>
    public static void Add(IServiceCollection services, NodeConfiguration configuration)
    {
        services.AddIdentityCore<Person>().AddUserStore<PasskeyUsers>();
        services.AddScoped<IPasskeyHandler<Person>, PasskeyHandler<Person>>();
        services.AddScoped<Passkeys>();
        services.AddSingleton<Ceremonies>();
        services.Configure<IdentityPasskeyOptions>(options =>
        {
            var address = configuration.Listen.PublicUrl is { } url ? new Uri(url) : null;
            options.ServerDomain = address?.Host;
            options.UserVerificationRequirement = "required";
            options.ResidentKeyRequirement = "required";
            options.ValidateOrigin = context => ValueTask.FromResult(
                !context.CrossOrigin && Uri.TryCreate(context.Origin, UriKind.Absolute, out var origin)
                && (address is not null
                    ? origin.GetLeftPart(UriPartial.Authority) == address.GetLeftPart(UriPartial.Authority)
                    : origin.Authority == context.HttpContext.Request.Host.Value));
        });
    }

    public async Task<Outcome<CeremonyDto>> BeginRegisterAsync(HttpContext http)
    {
        var made = await handler.MakeCreationOptionsAsync(
            new PasskeyUserEntity { Id = http.User.PersonId()!, Name = http.User.DisplayName(), DisplayName = http.User.DisplayName() }, http);
        return Begun(CeremonyKind.Register, http, made.CreationOptionsJson, made.AttestationState);
    }

    public async Task<Outcome<Passkey>> RegisterAsync(HttpContext http, CeremonyAnswer answer)
    {
        var name = answer.Name?.Trim() is { Length: > 0 } given ? given : "Passkey";
        if (name.Length > LongestName || name.Any(char.IsControl))
        {
            return new Refusal("name", "passkey.name", $"A name has up to {LongestName} characters.");
        }

        if (ceremonies.Take(CeremonyKind.Register, SessionOf(http), answer.Ceremony) is not { } state)
        {
            return Unknown;
        }

        var result = await handler.PerformAttestationAsync(
            new PasskeyAttestationContext { HttpContext = http, CredentialJson = answer.Credential.GetRawText(), AttestationState = state });
        if (!result.Succeeded)
        {
            return Bad(result.Failure);
        }

        var seen = result.Passkey;
        var passkey = new Passkey(
            seen.CredentialId, http.User.PersonId()!, name, seen.PublicKey, clock.GetUtcNow(), null, seen.SignCount, seen.Transports ?? [],
            seen.IsBackupEligible, seen.IsBackedUp);
        return people.AddPasskey(passkey) ? passkey : new Refusal("credential", "passkey.known", "Somebody has this passkey already.");
    }

    /// <param name="http">The request.</param>
    /// <param name="kind">Signing in, where the browser says who it is; or showing the passkey of the person of the session.</param>
    public async Task<Outcome<CeremonyDto>> BeginShowAsync(HttpContext http, CeremonyKind kind)
    {
        var person = kind == CeremonyKind.Prove ? people.Find(http.User.PersonId()!) : null;
        var made = await handler.MakeRequestOptionsAsync(person!, http);
        return Begun(kind, http, made.RequestOptionsJson, made.AssertionState);
    }

    /// <summary>Whose passkey was shown.</summary>
    public async Task<Outcome<Person>> ShowAsync(HttpContext http, CeremonyKind kind, CeremonyAnswer answer)
    {
        if (ceremonies.Take(kind, SessionOf(http), answer.Ceremony) is not { } state)
        {
            return Unknown;
        }

        var result = await handler.PerformAssertionAsync(
            new PasskeyAssertionContext { HttpContext = http, CredentialJson = answer.Credential.GetRawText(), AssertionState = state });
        if (!result.Succeeded)
        {
            return Bad(result.Failure);
        }

        return people.UsePasskey(result.Passkey.CredentialId, result.Passkey.SignCount, result.Passkey.IsBackedUp)
            ? result.User
            : new Refusal("credential", "passkey.count", "This answer was used before, or somebody has a copy of the passkey. Remove it on your account page.");
    }

    private Outcome<CeremonyDto> Begun(CeremonyKind kind, HttpContext http, string options, string? state)
    {
        if (ceremonies.Begin(kind, SessionOf(http), state ?? "") is not { } id)
        {
            return TooMany;
        }

        using var document = JsonDocument.Parse(options);
        return new CeremonyDto(id, document.RootElement.Clone());
    }

    // Before sign-in there is no session, also when a browser sends one along that ended.
    private static string SessionOf(HttpContext http) => http.User.Person()?.Session.Id ?? "";

    private static Refusal Bad(PasskeyException failure) => new("credential", "passkey.refused", $"The passkey was not accepted: {failure.Message}");
}
