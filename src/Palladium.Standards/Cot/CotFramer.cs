using System.Buffers;
using Palladium.Records;

namespace Palladium.Standards.Cot;

/// <summary>One message cut out of a stream, or the reason why bytes of it were dropped. Exactly one of the two is set.</summary>
/// <param name="Message">The bytes of one <c>&lt;event&gt;</c> or <c>&lt;auth&gt;</c> element, not yet parsed; its own copy.</param>
/// <param name="Dropped">What was dropped: <c>cot.stream.garbage</c>, <c>cot.stream.truncated</c> or <c>cot.stream.too-large</c>.</param>
public readonly record struct CotFrame(ReadOnlyMemory<byte> Message, Refusal? Dropped);

/// <summary>
/// Cuts a TCP stream into events. TAK apps write one XML document after the other with nothing, a line end or an XML
/// declaration between them. After anything else the framer goes on at the next start of an event: what begins a new event
/// ends the one before it, because <c>&lt;event</c> cannot stand inside one. One per connection; not thread-safe.
/// </summary>
/// <remarks>
/// An event whose comment or CDATA section holds <c>&lt;/event&gt;</c> is cut too early and is then refused by the reader; no
/// app writes such. Only UTF-8 and other encodings that keep ASCII are framed. The protobuf protocol of TAK is garbage here.
/// </remarks>
/// <param name="maxBytes">The largest message, in bytes.</param>
public sealed class CotFramer(int maxBytes = CotReader.MaxBytes)
{
    private readonly ArrayBufferWriter<byte> _held = new();
    private bool _skipping;

    /// <summary>Takes in what the socket gave and hands out what is complete.</summary>
    /// <returns>Frames in the order of the stream.</returns>
    public IReadOnlyList<CotFrame> Append(ReadOnlySpan<byte> bytes)
    {
        var frames = new List<CotFrame>();
        _held.Write(bytes);
        var rest = _held.WrittenSpan;
        while (!rest.IsEmpty && (CotTokens.IsStart(rest) is { } name ? Message(ref rest, name, frames) : Between(ref rest, frames)))
        {
        }

        var keep = rest.ToArray();
        _held.Clear();
        _held.Write(keep);
        return frames;
    }

    // At the start of a message. False when more bytes are needed.
    private bool Message(ref ReadOnlySpan<byte> rest, string name, List<CotFrame> frames)
    {
        _skipping = false;
        var (length, whole) = CotTokens.Length(rest, name);
        if (length is 0 && rest.Length <= maxBytes)
        {
            return false;
        }

        if (length is 0 || length > maxBytes)
        {
            Drop(frames, "too-large", $"A message may have {maxBytes} bytes.");
            length = Math.Max(1, length);
        }
        else if (whole)
        {
            frames.Add(new CotFrame(rest[..length].ToArray(), null));
        }
        else
        {
            Drop(frames, "truncated", "A message began before the one before it ended.");
        }

        rest = rest[length..];
        return true;
    }

    // Between messages: white space and declarations are passed over, anything else is told once and dropped.
    private bool Between(ref ReadOnlySpan<byte> rest, List<CotFrame> frames)
    {
        rest = rest[CotTokens.Filler(rest)..];
        if (rest.IsEmpty || CotTokens.IsStart(rest) is not null)
        {
            return true;
        }

        if (CotTokens.MayBecomeToken(rest))
        {
            return false;
        }

        if (!_skipping)
        {
            Drop(frames, "garbage", "Bytes outside of an event were dropped.");
        }

        var next = rest[1..].IndexOf((byte)'<');
        rest = next < 0 ? default : rest[(next + 1)..];
        return true;
    }

    private void Drop(List<CotFrame> frames, string kind, string message)
    {
        frames.Add(new CotFrame(default, new Refusal("/event", $"cot.stream.{kind}", message)));
        _skipping = true;
    }
}
