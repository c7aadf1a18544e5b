using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Palladium.Federation.Charter;
using Palladium.Federation.Keys;
using Palladium.Federation.Release;
using Palladium.Log;
using Palladium.Node.Demo.Network;
using Palladium.Node.Peers;
using Palladium.Records;
using Palladium.Records.Entries;

namespace Palladium.Node.Demo.Headless;

/// <summary>
/// A member whose messages are wrong, and a stranger. Its log stays as it is. The one head that is signed here, with the
/// member's key, is over a root that no tree has, at a size well ahead of its log: it can't be taken, and proves no fork.
/// </summary>
internal static class CorruptPeer
{
    private const string From = "residents";
    private const string To = "police";
    private const int Leaves = 4;
    private const int Ahead = 256;

    /// <summary>Sends each of the wrong messages once. What each was answered, or that it was let through.</summary>
    /// <exception cref="InvalidOperationException">A message was taken that should have been refused, or the victim did not answer at all.</exception>
    public static async Task<IReadOnlyList<string>> SendAsync(DemoNetwork network, CancellationToken cancellation)
    {
        var (sender, victim) = (network.Node(From), network.Node(To));
        var charter = new CharterStore(sender.Folder).Load().Value.InForce.Charter;
        var pin = charter.Find(MemberId.Of(To))!.Keys.Transport;
        using var keys = NodeKeys.LoadOrCreate(sender.Folder);
        using var http = PeerConnection.Open(victim.Peer, keys.Transport, pin);
        var good = await SectionAsync(http, cancellation);
        var push = $"peer/v1/logs/{From}/head";
        List<string> answers =
        [
            await PostAsync(http, "altered leaves", push, Json(Altered(good, charter.Network, keys)), cancellation),
            await PostAsync(http, "broken signature", push, Json(good with { Checkpoint = BreakSignature(good.Checkpoint) }), cancellation),
            await PostAsync(http, "another's log", $"peer/v1/logs/{To}/head", Json(good), cancellation),
            await PostAsync(http, "malformed JSON", push, Text("{\"oldSize\": 0, \"leaves\": ["), cancellation),
            await PostAsync(http, "release of what is not in the log", "peer/v1/releases", Json(Unlogged(good)), cancellation),
            await PostAsync(http, "malformed charter", "peer/v1/charter", Text("{}"), cancellation),
            await PostAsync(http, "oversized message", push, new ByteArrayContent(new byte[PeerListener.MaxMessageBytes + 1]) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } }, cancellation),
            await StrangerAsync(victim, pin, cancellation),
        ];
        return answers.Find(answer => answer.Contains(": taken", StringComparison.Ordinal)) is { } taken
            ? throw new InvalidOperationException($"{To} let a corrupt message through: {taken}")
            : answers;
    }

    // The end of the sender's log as the victim holds it: what was signed and is known to be right.
    private static async Task<LogSection> SectionAsync(HttpClient http, CancellationToken cancellation)
    {
        var status = await http.GetFromJsonAsync<StatusAnswer>("peer/v1/status", PeerJson.Options, cancellation);
        var from = Math.Max(0, status!.Sizes.GetValueOrDefault(From) - Leaves);
        var section = await http.GetFromJsonAsync<LogSection>(
            string.Create(CultureInfo.InvariantCulture, $"peer/v1/logs/{From}/entries?from={from}&max=64"), PeerJson.Options, cancellation);
        return section is { Leaves.Count: > 0 } ? section : throw new InvalidOperationException($"{To} holds nothing of the log of {From} yet.");
    }

    private static async Task<string> PostAsync(HttpClient http, string what, string path, HttpContent message, CancellationToken cancellation)
    {
        using var content = message;
        try
        {
            using var response = await http.PostAsync(path, content, cancellation);
            var rules = Rules(await response.Content.ReadAsByteArrayAsync(cancellation));
            return response.IsSuccessStatusCode && rules.Length == 0
                ? $"{what}: taken ({(int)response.StatusCode})"
                : $"{what}: {(int)response.StatusCode}{(rules.Length == 0 ? "" : $" {rules}")}";
        }
        catch (HttpRequestException e) when (e.HttpRequestError is HttpRequestError.HttpProtocolError or HttpRequestError.ResponseEnded or HttpRequestError.Unknown)
        {
            return $"{what}: stream reset";
        }
    }

    // Every rule that an answer names, wherever in it the refusal stands.
    private static string Rules(byte[] answer)
    {
        if (answer.Length == 0)
        {
            return "";
        }

        using var json = JsonDocument.Parse(answer);
        return string.Join(", ", Find(json.RootElement).Distinct());

        static IEnumerable<string> Find(JsonElement element) => element.ValueKind switch
        {
            JsonValueKind.Object => element.EnumerateObject().SelectMany(property =>
                property.NameEquals("rule") && property.Value.ValueKind == JsonValueKind.String ? [property.Value.GetString()!] : Find(property.Value)),
            JsonValueKind.Array => element.EnumerateArray().SelectMany(Find),
            _ => [],
        };
    }

    private static async Task<string> StrangerAsync(DemoNode victim, string pin, CancellationToken cancellation)
    {
        const string What = "unknown certificate";
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=palladium-node", key, HashAlgorithmName.SHA256);
        using var stranger = request.CreateSelfSigned(new DateTimeOffset(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new DateTimeOffset(2099, 12, 31, 0, 0, 0, TimeSpan.Zero));
        using var http = PeerConnection.Open(victim.Peer, stranger, pin);
        try
        {
            using var response = await http.GetAsync("peer/v1/status", cancellation);
            return response.StatusCode == HttpStatusCode.Forbidden ? $"{What}: 403" : $"{What}: taken ({(int)response.StatusCode})";
        }
        catch (HttpRequestException e) when (e.HttpRequestError != HttpRequestError.ConnectionError || e.InnerException is not System.Net.Sockets.SocketException { SocketErrorCode: System.Net.Sockets.SocketError.ConnectionRefused })
        {
            return $"{What}: TLS refused";
        }
    }

    private static ReleaseMessage Unlogged(LogSection good)
    {
        ProvenEntry Entry(string kind)
        {
            var body = "{}"u8.ToArray();
            var salt = RandomNumberGenerator.GetBytes(Commitment.SaltLength);
            var header = new EntryHeader
            {
                Id = EntryId.Fresh(),
                Kind = kind,
                Time = EntryHeader.Parse(good.Leaves[^1]).Value!.Time,
                Audience = AudienceClass.Members,
                Purpose = PurposeClass.Exercise,
                Size = SizeBucket.For(body.Length),
                Commitment = Commitment.Compute(kind, salt, body),
            };
            return new ProvenEntry(good.OldSize, header.ToCanonicalBytes(), salt, body, []);
        }

        return new ReleaseMessage(good, [new ReleasedItem(Entry(EntryKinds.Release.Name), Entry(EntryKinds.Alert.Name))]);
    }

    // More leaves with a head that is rightly signed, but over another root than that of these leaves.
    private static LogSection Altered(LogSection good, string network, NodeKeys keys)
    {
        var seed = keys.ExportLogSeed();
        using var key = NoteSigningKey.FromSeed(LogOrigin.Of(network, MemberId.Of(From)), seed);
        CryptographicOperations.ZeroMemory(seed);
        var size = good.OldSize + good.Leaves.Count;
        var head = new Checkpoint(key.Name, size + Ahead, MerkleTree.Leaf(RandomNumberGenerator.GetBytes(32)));
        return new LogSection(
            size, [.. Enumerable.Repeat(good.Leaves[^1], Ahead)], SignedCheckpoint.Sign(key, head).Note.ToString());
    }

    // The last signature line's base64 with one bit of the signature turned round.
    private static string BreakSignature(string note)
    {
        var lines = note.TrimEnd('\n').Split('\n');
        var first = Array.FindIndex(lines, line => line.StartsWith('—'));
        var space = lines[first].LastIndexOf(' ');
        var bytes = Convert.FromBase64String(lines[first][(space + 1)..]);
        bytes[^1] ^= 1;
        lines[first] = lines[first][..(space + 1)] + Convert.ToBase64String(bytes);
        return string.Join('\n', lines) + "\n";
    }

    private static JsonContent Json<T>(T message) => JsonContent.Create(message, options: PeerJson.Options);

    private static StringContent Text(string text) => new(text, Encoding.UTF8, "application/json");
}
