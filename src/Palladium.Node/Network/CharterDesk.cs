using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using System.Text.Json.Nodes;
using Palladium.Doctrine.Bundle;
using Palladium.Federation.Charter;
using Palladium.Node.Api;
using Palladium.Node.CommandLine;
using Palladium.Web.Contract;

namespace Palladium.Node.Network;

/// <summary>A running node as those see it who bring it a further version of the charter.</summary>
internal sealed class CharterDesk : IDisposable
{
    private readonly Uri _node;
    private readonly HttpClient _http;

    public CharterDesk(Uri node, string token)
    {
        _node = node;
        _http = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { Timeout = TimeSpan.FromSeconds(30) };
        _http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
    }

    public void Dispose() => _http.Dispose();

    /// <summary>
    /// Ends the command when the node follows a later version than the folder knows. Signing a second successor of an old
    /// version would freeze the charter of the whole network.
    /// </summary>
    public async Task RefuseIfAheadAsync(string charters, CancellationToken cancellation)
    {
        if (!new CharterStore(charters).Load().Accepted(out var chain, out var refusal))
        {
            throw new CommandFailedException(
                $"{Path.Combine(charters, "charter")}: {refusal.Message} ({refusal.Rule})",
                "--charter is the folder that palladium network found made with --out, or the folder of a member's node.");
        }

        var ours = chain.InForce.Charter;
        var view = await AskAsync(() => _http.GetAsync(At(PalladiumRoutes.PublicNetwork), cancellation), cancellation);
        var (network, version) = ((string?)view["name"], (int?)view["charterVersion"] ?? 0);
        if (network != ours.Network)
        {
            throw new CommandFailedException($"{_node} belongs to {network ?? "no network"}, and this charter is of {ours.Network}.", "Nothing was signed.");
        }

        if (version > ours.Version)
        {
            throw new CommandFailedException(
                string.Create(CultureInfo.InvariantCulture, $"{_node} follows charter {version}; {charters} knows only charter {ours.Version}."),
                "Nothing was signed: two successors of one version would freeze the charter. Use the folder the last publication was made from, or that of a node.");
        }
    }

    /// <summary>True when the node put it in force now, false when it had it.</summary>
    public async Task<bool> OfferAsync(CharterOffer offer, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(offer.ToBytes()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var answer = await AskAsync(
            () => _http.PostAsync(At("/api/v1/charter"), content, cancellation), cancellation,
            "The signed version is kept. Give the same command again, from the same folder, to offer it once more.");
        return (bool?)answer["adopted"] ?? false;
    }

    /// <summary>Asks what another doctrine would decide otherwise of what the node decided.</summary>
    public async Task<ReplayAnswer> ReplayAsync(DoctrineBundle doctrine, int days, CancellationToken cancellation)
    {
        using var content = new ByteArrayContent(doctrine.Pack()) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
        var answer = await AskAsync(
            () => _http.PostAsync(At(string.Create(CultureInfo.InvariantCulture, $"/api/v1/doctrine/replay?days={days}")), content, cancellation), cancellation, "Nothing was changed.");
        return answer.Deserialize(ReplayJsonContext.Default.ReplayAnswer)!;
    }

    private Uri At(string path) => new(_node, path);

    private async Task<JsonNode> AskAsync(Func<Task<HttpResponseMessage>> ask, CancellationToken cancellation, string advice = "Nothing was signed.")
    {
        try
        {
            using var answer = await ask();
            var json = await ReadAsync(answer, cancellation);
            return answer.IsSuccessStatusCode && json is not null
                ? json
                : throw new CommandFailedException(
                    string.Create(CultureInfo.InvariantCulture, $"{_node} answered {(int)answer.StatusCode}: {Words(json)}"), advice);
        }
        catch (HttpRequestException e)
        {
            throw new CommandFailedException($"{_node} cannot be reached: {e.Message}", advice);
        }
        catch (TaskCanceledException) when (!cancellation.IsCancellationRequested)
        {
            throw new CommandFailedException($"{_node} did not answer in time.", advice);
        }
    }

    private static async Task<JsonNode?> ReadAsync(HttpResponseMessage answer, CancellationToken cancellation)
    {
        try
        {
            return await answer.Content.ReadFromJsonAsync<JsonNode>(cancellation) as JsonObject;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    private static string Words(JsonNode? json) => json is null
        ? "that is no node's answer."
        : $"{(string?)json["detail"] ?? (string?)json["message"] ?? "no reason given"} ({(string?)json["rule"] ?? "no rule named"})";
}
