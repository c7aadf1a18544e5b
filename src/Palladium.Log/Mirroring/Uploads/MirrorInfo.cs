using System.Globalization;
using System.Text;

namespace Palladium.Log;

/// <summary>Where an upload goes on (C2SP tlog-mirror, <c>text/x.tlog.mirror-info</c>).</summary>
/// <param name="PendingSize">Size of a checkpoint that the mirror would take entries for.</param>
/// <param name="NextEntry">First entry that it lacks.</param>
/// <param name="Ticket">To be handed back to the mirror; means nothing to anybody else.</param>
public sealed record MirrorInfo(long PendingSize, long NextEntry, ReadOnlyMemory<byte> Ticket)
{
    /// <summary>Its content type.</summary>
    public const string ContentType = "text/x.tlog.mirror-info";

    /// <summary>Reads three lines; refuses anything else.</summary>
    public static LogOutcome<MirrorInfo> Parse(ReadOnlySpan<byte> body)
    {
        var lines = body.Length > 100_000 ? [] : Encoding.Latin1.GetString(body).Split('\n');
        return lines is [var size, var next, var ticket, ""] && LogLines.TryNumber(size, out var pending)
            && LogLines.TryNumber(next, out var entry) && LogLines.Base64(ticket) is { } bytes
            ? new MirrorInfo(pending, entry, bytes)
            : new LogRefusal("mirror-info", "must be two decimal numbers below 2^63 and a ticket in base64, a line each");
    }

    /// <summary>The three lines.</summary>
    public byte[] ToBytes() => Encoding.ASCII.GetBytes(
        string.Create(CultureInfo.InvariantCulture, $"{PendingSize}\n{NextEntry}\n{Convert.ToBase64String(Ticket.Span)}\n"));

    /// <inheritdoc/>
    public bool Equals(MirrorInfo? other) => other is not null && PendingSize == other.PendingSize && NextEntry == other.NextEntry
        && Ticket.Span.SequenceEqual(other.Ticket.Span);

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(PendingSize, NextEntry, Ticket.Length);
}
