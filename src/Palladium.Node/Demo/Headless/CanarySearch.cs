using System.Buffers.Text;
using System.Globalization;
using System.IO.Compression;
using System.Text;

namespace Palladium.Node.Demo.Headless;

/// <summary>
/// Looks for canary words in received bytes: as they are (in any case), as UTF-16, in hexadecimal, in base64 at any alignment, behind
/// JSON, percent and XML escapes up to three deep, and within gzip, which itself may be in base64.
/// </summary>
/// <remarks>Words of ASCII letters and digits, lower case. Safe for several threads.</remarks>
internal sealed class CanarySearch
{
    /// <summary>No form of a canary is longer than this, so that an overlap of as much joins two pieces of a stream.</summary>
    public const int Overlap = 1024;

    private const int Deepest = 3;
    private const int MostInflated = 32 << 20;

    private static readonly byte[] GzipMark = [0x1f, 0x8b, 0x08];

    private readonly Needle[] _exact;
    private readonly Needle[] _lower;

    public CanarySearch(IReadOnlyList<string> canaries)
    {
        if (canaries.FirstOrDefault(word => word.Length is < 6 or > 60 || !word.All(c => char.IsAsciiLetterLower(c) || char.IsAsciiDigit(c))) is { } odd)
        {
            throw new ArgumentException($"A canary is 6 to 60 lower-case letters and digits, not {odd.Length} other characters.", nameof(canaries));
        }

        _exact = [.. canaries.SelectMany((word, i) => Base64Forms(Encoding.ASCII.GetBytes(word)).Select(form => new Needle(i, form)))];
        _lower =
        [
            .. canaries.SelectMany((word, i) => new Needle[]
            {
                new(i, Encoding.ASCII.GetBytes(word)),
                new(i, Encoding.Unicode.GetBytes(word)),
                new(i, Encoding.ASCII.GetBytes(Convert.ToHexStringLower(Encoding.ASCII.GetBytes(word)))),
            }),
        ];
    }

    /// <summary>Which canaries are in the bytes, by their place in the list.</summary>
    public IReadOnlySet<int> Find(ReadOnlySpan<byte> received)
    {
        var found = new SortedSet<int>();
        Search(received, found, 0);
        return found;
    }

    private void Search(ReadOnlySpan<byte> bytes, SortedSet<int> found, int depth)
    {
        Match(bytes, found);
        if (depth == Deepest)
        {
            return;
        }

        if (bytes.IndexOfAny((byte)'\\', (byte)'%', (byte)'&') >= 0)
        {
            var plain = Unescape(bytes);
            if (plain.Length < bytes.Length)
            {
                Search(plain, found, depth + 1);
            }
        }

        for (var rest = bytes; rest.IndexOf(GzipMark) is >= 0 and var at; rest = rest[(at + 3)..])
        {
            Search(Inflate(rest[at..]), found, depth + 1);
        }

        for (var rest = bytes; rest.IndexOf("H4sI"u8) is >= 0 and var at; rest = rest[(at + 4)..])
        {
            Search(Inflate(DecodeRun(rest[at..])), found, depth + 1);
        }
    }

    private void Match(ReadOnlySpan<byte> bytes, SortedSet<int> found)
    {
        foreach (var needle in _exact)
        {
            if (bytes.IndexOf(needle.Bytes) >= 0)
            {
                found.Add(needle.Canary);
            }
        }

        var lower = new byte[bytes.Length];
        for (var i = 0; i < bytes.Length; i++)
        {
            lower[i] = bytes[i] is >= (byte)'A' and <= (byte)'Z' ? (byte)(bytes[i] | 0x20) : bytes[i];
        }

        foreach (var needle in _lower)
        {
            if (lower.AsSpan().IndexOf(needle.Bytes) >= 0)
            {
                found.Add(needle.Canary);
            }
        }
    }

    // One layer of \uXXXX and \c of JSON, %XX of addresses, &#N; and &#xN; of XML. What is no escape stays.
    private static byte[] Unescape(ReadOnlySpan<byte> bytes)
    {
        var plain = new List<byte>(bytes.Length);
        for (var i = 0; i < bytes.Length; i++)
        {
            var (value, length) = Escape(bytes[i..]);
            plain.Add(value);
            i += length - 1;
        }

        return [.. plain];
    }

    private static (byte Value, int Length) Escape(ReadOnlySpan<byte> at)
    {
        switch (at[0])
        {
            case (byte)'\\' when at.Length >= 6 && at[1] == 'u' && TryHex(at[2..6], out var unit) && unit < 128:
                return ((byte)unit, 6);
            case (byte)'\\' when at.Length >= 2 && at[1] != 'u':
                return (at[1], 2);
            case (byte)'%' when at.Length >= 3 && TryHex(at[1..3], out var octet):
                return ((byte)octet, 3);
            case (byte)'&' when at.Length >= 4 && at[1] == '#' && at[..Math.Min(at.Length, 10)].IndexOf((byte)';') is > 2 and var end:
                var isHex = at[2] is (byte)'x' or (byte)'X';
                return (isHex ? TryHex(at[3..end], out var number) : TryDecimal(at[2..end], out number)) && number < 128
                    ? ((byte)number, end + 1)
                    : (at[0], 1);
            default:
                return (at[0], 1);
        }
    }

    private static bool TryHex(ReadOnlySpan<byte> digits, out int value) =>
        int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out value) && value >= 0;

    private static bool TryDecimal(ReadOnlySpan<byte> digits, out int value) =>
        int.TryParse(digits, NumberStyles.None, CultureInfo.InvariantCulture, out value);

    private static byte[] DecodeRun(ReadOnlySpan<byte> text)
    {
        var length = 0;
        while (length < text.Length && (char.IsAsciiLetterOrDigit((char)text[length]) || text[length] is (byte)'+' or (byte)'/' or (byte)'-' or (byte)'_'))
        {
            length++;
        }

        var run = text[..length].ToArray();
        run.AsSpan().Replace((byte)'+', (byte)'-');
        run.AsSpan().Replace((byte)'/', (byte)'_');
        var decoded = new byte[Base64Url.GetMaxDecodedLength(length)];
        Base64Url.DecodeFromUtf8(run, decoded, out _, out var written);
        return decoded[..written];
    }

    // As much as can be unpacked: what is cut off or damaged gives what came before.
    private static byte[] Inflate(ReadOnlySpan<byte> packed)
    {
        using var source = new MemoryStream(packed.ToArray());
        using var gzip = new GZipStream(source, CompressionMode.Decompress);
        using var plain = new MemoryStream();
        var buffer = new byte[16_384];
        try
        {
            while (plain.Length < MostInflated && gzip.Read(buffer) is > 0 and var count)
            {
                plain.Write(buffer, 0, count);
            }
        }
        catch (InvalidDataException)
        {
            // Bytes that only look like gzip.
        }

        return plain.ToArray();
    }

    // Base64 works on three bytes at a time, so a word has three forms; the characters that hold bits of its neighbours are left out.
    private static IEnumerable<byte[]> Base64Forms(byte[] word)
    {
        for (var offset = 0; offset < 3; offset++)
        {
            var text = Convert.ToBase64String([.. new byte[offset], .. word]);
            var from = ((offset * 8) + 5) / 6;
            var form = text[from..((offset + word.Length) * 8 / 6)];
            yield return Encoding.ASCII.GetBytes(form);
            yield return Encoding.ASCII.GetBytes(form.Replace('+', '-').Replace('/', '_'));
        }
    }

    private readonly record struct Needle(int Canary, byte[] Bytes);
}
