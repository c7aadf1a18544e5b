using System.IO.Compression;
using System.Text;
using CsCheck;
using Palladium.Node.Demo.Headless;

namespace Palladium.Tests.Demo;

public sealed class CanarySearchTests
{
    private const string Word = "kestrel0a1b2c3d4e";
    private static readonly CanarySearch Search = new(["heron9f8e7d6c5b", Word]);

    [Theory]
    [InlineData("plain")]
    [InlineData("upper")]
    [InlineData("json")]
    [InlineData("json-twice")]
    [InlineData("percent")]
    [InlineData("xml")]
    [InlineData("xml-decimal")]
    [InlineData("utf-16")]
    [InlineData("hex")]
    [InlineData("base64")]
    [InlineData("base64url")]
    [InlineData("base64-in-json")]
    [InlineData("gzip")]
    [InlineData("gzip-in-the-middle")]
    [InlineData("gzip-in-base64")]
    public void A_planted_canary_is_found_in_every_form(string form)
    {
        Assert.Equal([1], Search.Find(Plant(form, $"{{\"callsign\":\"Unit {Word} é\"}}")));
        Assert.Empty(Search.Find(Plant(form, "{\"callsign\":\"Unit kestrel0a1b2c3d4 é\"}")));
    }

    [Fact]
    public void Base64_is_found_at_every_alignment_and_gzip_at_every_place() => Gen.Select(Gen.String[Gen.Char['a', 'z'], 0, 40], Gen.String[Gen.Char[' ', '~'], 0, 40]).Sample((before, after) =>
    {
        var text = Encoding.UTF8.GetBytes(before + Word + after);
        Assert.Contains(1, Search.Find(Encoding.ASCII.GetBytes(Convert.ToBase64String(text))));
        Assert.Contains(1, Search.Find([.. Encoding.UTF8.GetBytes(after), .. Gzip(text), .. Encoding.UTF8.GetBytes(before)]));
    }, iter: 200);

    [Fact]
    public void Damaged_gzip_and_escapes_that_end_early_are_searched_as_far_as_they_go()
    {
        Assert.Empty(Search.Find([0x1f, 0x8b, 0x08, 0xff, 0xff, 0x00]));
        Assert.Empty(Search.Find("\\u00 %4 &#x &# \\"u8));
        Assert.Equal([1], Search.Find([0x1f, 0x8b, 0x08, 0xff, .. Encoding.ASCII.GetBytes(Word)]));
    }

    [Fact]
    public async Task A_canary_across_the_border_of_two_pieces_of_a_stream_is_found()
    {
        var ledger = new ProbeLedger([Word]);
        await using var stream = new Drip(Encoding.ASCII.GetBytes($"data: {new string('x', 5000)}{Word}\n\n"), 7);
        await ledger.FollowAsync("live", stream, CancellationToken.None);
        Assert.Equal(["live: canary 1"], ledger.Leaks);
        Assert.Equal(stream.Length, Assert.Single(ledger.Routes).Bytes);
    }

    [Fact]
    public void An_echo_of_what_was_asked_is_no_leak_but_another_canary_beside_it_is()
    {
        var ledger = new ProbeLedger(["heron9f8e7d6c5b", Word]);
        ledger.Received("filter", Encoding.ASCII.GetBytes($"nothing has {Word}"), $"/api?q={Word}");
        Assert.Empty(ledger.Leaks);
        ledger.Received("filter", Encoding.ASCII.GetBytes($"nothing has {Word} heron9f8e7d6c5b"), $"/api?q={Word}");
        Assert.Equal(["filter: canary 1"], ledger.Leaks);
    }

    internal static byte[] Gzip(byte[] plain)
    {
        using var packed = new MemoryStream();
        using (var gzip = new GZipStream(packed, CompressionLevel.Fastest))
        {
            gzip.Write(plain);
        }

        return packed.ToArray();
    }

    private static byte[] Plant(string form, string text)
    {
        var bytes = Encoding.UTF8.GetBytes(text);
        string Each(Func<char, string> escape) => string.Concat(text.Select(escape));
        return form switch
        {
            "plain" => bytes,
            "upper" => Encoding.UTF8.GetBytes(text.ToUpperInvariant()),
            "json" => Encoding.ASCII.GetBytes(Each(c => $"\\u{(int)c:x4}")),
            "json-twice" => Encoding.ASCII.GetBytes(Each(c => $"\\\\u{(int)c:X4}")),
            "percent" => Encoding.ASCII.GetBytes(string.Concat(bytes.Select(b => $"%{b:X2}"))),
            "xml" => Encoding.ASCII.GetBytes(Each(c => $"&#x{(int)c:x};")),
            "xml-decimal" => Encoding.ASCII.GetBytes(Each(c => $"&#{(int)c};")),
            "utf-16" => Encoding.Unicode.GetBytes(text),
            "hex" => Encoding.ASCII.GetBytes(Convert.ToHexString(bytes)),
            "base64" => Encoding.ASCII.GetBytes(Convert.ToBase64String(bytes)),
            "base64url" => Encoding.ASCII.GetBytes(System.Buffers.Text.Base64Url.EncodeToString(bytes)),
            "base64-in-json" => Encoding.ASCII.GetBytes($"{{\"body\":\"{Convert.ToBase64String(bytes).Replace("/", "\\u002F", StringComparison.Ordinal)}\"}}"),
            "gzip" => Gzip(bytes),
            "gzip-in-the-middle" => [.. "R"u8, .. Gzip(bytes), .. "E"u8],
            "gzip-in-base64" => Encoding.ASCII.GetBytes($"\"{Convert.ToBase64String(Gzip(bytes))}\""),
            _ => throw new ArgumentOutOfRangeException(nameof(form)),
        };
    }

    // Gives at most a few bytes at a time, as a network may.
    private sealed class Drip(byte[] bytes, int most) : MemoryStream(bytes)
    {
        public override ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default) =>
            base.ReadAsync(buffer[..Math.Min(most, buffer.Length)], cancellationToken);
    }
}
