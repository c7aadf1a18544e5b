using System.Globalization;
using System.Text;

namespace Palladium.Log;

/// <summary>What a witness or mirror answers over HTTP (C2SP tlog-witness and tlog-mirror); whoever serves it copies it out.</summary>
/// <param name="Status">HTTP status code.</param>
/// <param name="Body">The body, often empty.</param>
/// <param name="ContentType">Its type, or null.</param>
public sealed record TlogAnswer(int Status, ReadOnlyMemory<byte> Body, string? ContentType = null)
{
    /// <summary>Type of the body with which a witness tells its size.</summary>
    public const string SizeType = "text/x.tlog.size";

    private const string PlainType = "text/plain; charset=utf-8";

    /// <summary>Two heads signed by the same author that do not go together, if that is why the request was refused. Worth publishing.</summary>
    public ForkEvidence? Fork { get; init; }

    /// <summary>Accepted, with signature lines or none.</summary>
    public static TlogAnswer Done(params IEnumerable<NoteSignature> signatures) =>
        new(200, Encoding.UTF8.GetBytes(string.Concat(signatures.Select(line => $"{line}\n"))), PlainType);

    /// <summary>Another size is held than the caller believes.</summary>
    public static TlogAnswer Conflict(long size) =>
        new(409, Encoding.ASCII.GetBytes(string.Create(CultureInfo.InvariantCulture, $"{size}\n")), SizeType);

    /// <summary>Refused, with the reason in words.</summary>
    public static TlogAnswer Refused(int status, LogRefusal why) =>
        new(status, Encoding.UTF8.GetBytes($"{why.Field} {why.Rule}\n"), PlainType);

    /// <summary>The signature lines of a body, as far as they are well-formed; others are left out, as are those of unknown keys by whoever verifies.</summary>
    internal static IEnumerable<NoteSignature> Lines(ReadOnlySpan<byte> body) => !System.Text.Unicode.Utf8.IsValid(body)
        ? []
        : Encoding.UTF8.GetString(body).Split('\n').Select(line => NoteSignature.Parse(line).Value).OfType<NoteSignature>();
}
