using System.Buffers.Text;
using System.Text.Json.Nodes;

namespace Palladium.Sqlite.People;

/// <summary>A request for the approval of others.</summary>
/// <param name="Id">Random identifier.</param>
/// <param name="Requester">Id of who asks.</param>
/// <param name="Json">The canonical request.</param>
/// <param name="Ends">When it is over.</param>
/// <param name="Answers">What others answered, in order.</param>
public sealed record StoredApproval(string Id, string Requester, string Json, DateTimeOffset Ends, IReadOnlyList<ApprovalAnswer> Answers);

/// <summary>One person's answer.</summary>
/// <param name="Person">Who.</param>
/// <param name="Answered">When.</param>
/// <param name="Assertion">The signature of an approval; null for a no.</param>
public sealed record ApprovalAnswer(string Person, DateTimeOffset Answered, StoredAssertion? Assertion);

/// <summary>A WebAuthn assertion with the key that made it: whoever has both can check it again.</summary>
/// <param name="PublicKey">COSE key, as it was when the assertion was made.</param>
/// <param name="AuthenticatorData">What the authenticator signed.</param>
/// <param name="ClientData">What the browser said it signed for, JSON in UTF-8.</param>
/// <param name="Signature">The signature.</param>
public sealed record StoredAssertion(byte[] PublicKey, byte[] AuthenticatorData, byte[] ClientData, byte[] Signature)
{
    /// <summary>As it stands in the log, each part base64url.</summary>
    public JsonObject ToJson() => new()
    {
        ["publicKey"] = Base64Url.EncodeToString(PublicKey),
        ["authenticatorData"] = Base64Url.EncodeToString(AuthenticatorData),
        ["clientData"] = Base64Url.EncodeToString(ClientData),
        ["signature"] = Base64Url.EncodeToString(Signature),
    };
}
