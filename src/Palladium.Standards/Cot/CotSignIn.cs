using Palladium.Records;

namespace Palladium.Standards.Cot;

/// <summary>The message by which TAK apps sign in: <c>&lt;auth&gt;&lt;cot username=".." password=".."/&gt;&lt;/auth&gt;</c>.</summary>
/// <param name="User">The user name.</param>
/// <param name="Password">The password; never written to a log or a refusal.</param>
public sealed record CotSignIn(string User, string Password)
{
    /// <summary>Whether a message of the stream is a sign-in and not an event.</summary>
    public static bool Is(ReadOnlyMemory<byte> message) => CotTokens.IsStart(message.Span) == "auth";

    /// <summary>Reads a sign-in. Rules: <c>cot.auth.form</c> and those of XML.</summary>
    public static Outcome<CotSignIn> Read(ReadOnlyMemory<byte> message)
    {
        if (!SafeXml.Parse(message, 4096, "cot.auth").Accepted(out var root, out var refusal))
        {
            return refusal;
        }

        var cot = root.Name == "auth" ? root.Element("cot") : null;
        var user = cot?.Attribute("username")?.Value;
        var password = cot?.Attribute("password")?.Value;
        return string.IsNullOrEmpty(user) || string.IsNullOrEmpty(password)
            ? new Refusal("/auth/cot", "cot.auth.form", "auth holds one cot with username and password.")
            : new CotSignIn(user, password);
    }

    /// <summary>The user alone: a record's own text would hold the password.</summary>
    public override string ToString() => User;
}
