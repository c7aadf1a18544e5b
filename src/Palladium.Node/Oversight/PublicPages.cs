using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Log;
using Palladium.Records;

namespace Palladium.Node.Oversight;

/// <summary>A leaf as another node's page shows it.</summary>
/// <param name="Index">Index in the log.</param>
/// <param name="Leaf">The leaf's bytes.</param>
internal sealed record ShownLeaf(long Index, byte[] Leaf);

/// <summary>
/// Reads what nodes say to anybody: who the members are, and what their mirrors hold. Nothing of it is trusted. Refused:
/// whatever is not understood or does not come in time.
/// </summary>
internal sealed class PublicPages(HttpClient http)
{
    private const int MostMembers = 1000;
    private const int MostBytes = 4 << 20;

    /// <summary>The client that audits use: short patience, no redirects, no cookies.</summary>
    public static HttpClient Client() => new(new SocketsHttpHandler
    {
        AllowAutoRedirect = false,
        UseCookies = false,
        ConnectTimeout = TimeSpan.FromSeconds(5),
        PooledConnectionLifetime = TimeSpan.FromMinutes(5),
    })
    {
        Timeout = TimeSpan.FromSeconds(10),
        MaxResponseContentBufferSize = MostBytes,
    };

    /// <summary>An address as people write it: of a node, or of its <c>/log</c>. Without a slash at the end.</summary>
    public static string NodeOf(string url)
    {
        var trimmed = url.TrimEnd('/');
        return trimmed.EndsWith("/log", StringComparison.Ordinal) ? trimmed[..^4] : trimmed;
    }

    public async Task<Outcome<NetworkView>> NetworkAsync(string url, CancellationToken cancellation)
    {
        if (!(await JsonAsync($"{url}/public/network", cancellation)).Accepted(out var json, out var refusal))
        {
            return refusal;
        }

        if (json["members"] is not JsonArray { Count: <= MostMembers } members)
        {
            return Malformed("members", "A list of members is expected.");
        }

        var read = new List<AuditedMember>();
        foreach (var item in members)
        {
            if (!Member(item).Accepted(out var member, out refusal))
            {
                return refusal;
            }

            read.Add(member);
        }

        return new NetworkView(
            url,
            Text(json, "name") ?? "",
            Text(json, "self") ?? "",
            json["charterVersion"] is JsonValue version && version.TryGetValue<long>(out var number) ? number : 0,
            read);
    }

    /// <summary>The signed head that a node's mirror of a member has reached, with a proof for entry 0. A value of null: it offers none.</summary>
    public async Task<Outcome<byte[]?>> MirroredHeadAsync(string url, AuditedMember member, CancellationToken cancellation)
    {
        var path = $"{url}/public/log/proof?index=0&member={Uri.EscapeDataString(member.Id)}";
        if (!(await JsonAsync(path, cancellation)).Accepted(out var json, out var refusal))
        {
            return refusal.Rule == "http.status" ? (byte[]?)null : refusal;
        }

        return Text(json, "checkpoint") is { } note && note.StartsWith(member.Origin + "\n", StringComparison.Ordinal)
            ? System.Text.Encoding.UTF8.GetBytes(note)
            : (byte[]?)null;
    }

    /// <summary>Entries of a member as a node's mirror shows them. A value of null: it offers none.</summary>
    public async Task<Outcome<IReadOnlyList<ShownLeaf>?>> MirroredEntriesAsync(
        string url, AuditedMember member, long from, int count, CancellationToken cancellation)
    {
        var path = string.Create(
            CultureInfo.InvariantCulture, $"{url}/public/log/entries?from={from}&count={count}&member={Uri.EscapeDataString(member.Id)}");
        if (!(await JsonAsync(path, cancellation)).Accepted(out var json, out var refusal))
        {
            return refusal.Rule == "http.status" ? default(Outcome<IReadOnlyList<ShownLeaf>?>) : refusal;
        }

        if (Text(json, "origin") != member.Origin || json["entries"] is not JsonArray { Count: <= 1000 } entries)
        {
            return default(Outcome<IReadOnlyList<ShownLeaf>?>);
        }

        var leaves = new List<ShownLeaf>();
        foreach (var entry in entries)
        {
            if (entry is not JsonObject shown || shown["index"] is not JsonValue at || !at.TryGetValue<long>(out var index) || Text(shown, "leaf") is not { } leaf)
            {
                return Malformed("entries", "Entries with an index and a leaf are expected.");
            }

            leaves.Add(new ShownLeaf(index, System.Text.Encoding.UTF8.GetBytes(leaf)));
        }

        return leaves;
    }

    private static Outcome<AuditedMember> Member(JsonNode? node)
    {
        if (node is not JsonObject json || !MemberId.Parse(Text(json, "id")).Accepted(out var id, out _) || Text(json, "origin") is not { } origin)
        {
            return Malformed("members", "Each member has an id and an origin.");
        }

        var log = NoteVerifierKey.Parse(Text(json, "logKey"));
        var cosign = NoteVerifierKey.Parse(Text(json, "cosignKey"));
        if (log.Value is not { Kind: NoteKeyKind.Ed25519 } logKey || cosign.Value is not { Kind: NoteKeyKind.CosignatureV1 } cosignKey)
        {
            return Malformed($"members/{id}", "Each member has a verifier key of its log and one of its cosignatures.");
        }

        var url = Text(json, "publicUrl");
        return new AuditedMember(
            id.Name, Text(json, "name") ?? id.Name, Text(json, "kind") ?? "", origin, logKey, cosignKey,
            Uri.TryCreate(url, UriKind.Absolute, out var parsed) && parsed.Scheme is "http" or "https" ? NodeOf(url!) : null);
    }

    private static string? Text(JsonObject json, string name) =>
        json[name] is JsonValue value && value.TryGetValue<string>(out var text) ? text : null;

    private static Refusal Malformed(string field, string message) => new(field, "answer.malformed", message);

    private async Task<Outcome<JsonObject>> JsonAsync(string url, CancellationToken cancellation)
    {
        try
        {
            using var response = await http.GetAsync(new Uri(url), cancellation);
            if (!response.IsSuccessStatusCode)
            {
                return new Refusal(url, "http.status", $"It answers {(int)response.StatusCode}.");
            }

            var bytes = await response.Content.ReadAsByteArrayAsync(cancellation);
            return JsonNode.Parse(bytes, documentOptions: new JsonDocumentOptions { MaxDepth = 32, AllowDuplicateProperties = false }) is JsonObject json
                ? json
                : Malformed(url, "A JSON object is expected.");
        }
        catch (JsonException)
        {
            return Malformed(url, "This is not JSON.");
        }
        catch (HttpRequestException e)
        {
            return new Refusal(url, "http.unreachable", e.Message);
        }
        catch (OperationCanceledException) when (!cancellation.IsCancellationRequested)
        {
            return new Refusal(url, "http.timeout", "It did not answer in time.");
        }
    }
}
