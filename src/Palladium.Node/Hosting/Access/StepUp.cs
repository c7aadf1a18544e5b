using Palladium.Node.Configuration;
using Palladium.Node.People;
using Palladium.Records;

namespace Palladium.Node.Hosting.Access;

/// <summary>The one place that asks for a passkey: at all, and again before a sensitive act.</summary>
public static class StepUp
{
    /// <summary>The rule of a refusal that showing a passkey again would lift.</summary>
    public const string ProofRule = "session.proof-needed";

    /// <summary>The rule of a refusal that adding a passkey would lift.</summary>
    public const string PasskeyRule = "session.passkey-needed";

    /// <summary>How long a passkey that was shown counts for sensitive acts.</summary>
    public static readonly TimeSpan Fresh = TimeSpan.FromMinutes(5);

    /// <summary>What the person has to do first; null when nothing.</summary>
    /// <remarks>
    /// Who has a passkey shows it; for who came from the organisation's provider, coming from there is the same. Who has none goes on where passkeys are offered, and reaches nothing but the way to one
    /// where they are required.
    /// </remarks>
    internal static Refusal? Missing(PersonIdentity person, Endpoint endpoint, PasskeyRule passkeys, DateTimeOffset now) => person.Session switch
    {
        { HasPasskey: true } or { ByProvider: true } when endpoint.Metadata.GetMetadata<FreshProofMetadata>() is not null && now - person.Session.ProvedAt > Fresh =>
            new Refusal("session", ProofRule, person.Session.HasPasskey
                ? "This needs your passkey again: show it, then repeat what you did."
                : "This needs you to have signed in within five minutes: sign out, sign in again, then repeat what you did; or add a passkey then."),
        { HasPasskey: false, ByProvider: false } when passkeys == Configuration.PasskeyRule.Required && endpoint.Metadata.GetMetadata<Web.BeforePasskeyAttribute>() is null =>
            new Refusal("session", PasskeyRule, "Add a passkey on your account page first: this node lets nobody go on without one. Its administrator can change that with [people] passkeys = \"offered\" in node.toml."),
        _ => null,
    };
}
