using System.Diagnostics;
using System.Net;
using System.Text.RegularExpressions;
using Palladium.Doctrine.Bundle;
using Palladium.Node.Demo.Network;
using Palladium.Node.Network;
using Palladium.Web.Contract;

namespace Palladium.Node.Demo.Headless;

/// <summary>The acts of the headless run: each through the same interface that a person or program would use.</summary>
internal sealed partial class HeadlessScenes(
    DemoNetwork network, IReadOnlyDictionary<string, HttpClient> people, TimeProvider clock, TextWriter output)
{
    /// <summary>The policy that is added in the running network.</summary>
    public const string AddedPolicy = "demo.crowds-not-to-ambulance";

    private static readonly TimeSpan Look = TimeSpan.FromMilliseconds(200);

    /// <summary>Opens an incident and tells the public.</summary>
    public async Task<string> OpenIncidentAsync(string leader, string title, CancellationToken cancellation)
    {
        using var opened = await people[leader].PostAsJsonAsync(
            PalladiumRoutes.Incidents, new OpenIncidentRequest("flood", title, null, AlertStatus.Exercise), ContractJson.Options, cancellation);
        var incident = await ReadAsync<IncidentDetailDto>(opened, cancellation);
        using var told = await people[leader].PostAsJsonAsync(
            PalladiumRoutes.To.IncidentMessage(incident.Incident.Id),
            new SendMessageRequest("Exercise: flood warning for the port", "This is an exercise. Leave the quays now."), ContractJson.Options, cancellation);
        await ReadAsync<PublicMessageDto>(told, cancellation);
        await output.WriteLineAsync($"{leader} leads an incident and has told the public.");
        return incident.Incident.Id;
    }

    /// <summary>Kills the leader's node and watches who takes over.</summary>
    public async Task<LeaderLoss> LoseLeaderAsync(string leader, string incident, TimeSpan until, CancellationToken cancellation)
    {
        var loss = new LeaderLoss(leader, incident) { KilledAt = clock.GetUtcNow(), KilledTicks = Stopwatch.GetTimestamp() };
        await network.Node(leader).Process.KillAsync();
        await output.WriteLineAsync($"{leader} was killed.");
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < until)
        {
            if (loss.SucceededBy is null && await DetailAsync("fire", incident, cancellation) is { } seen && seen.Incident.Lead.Id != leader)
            {
                loss.SucceededBy = seen.Incident.Lead.Id;
                loss.SucceededAfterMs = watch.Elapsed.TotalMilliseconds;
                await output.WriteLineAsync($"{loss.SucceededBy} took the lead after {loss.SucceededAfterMs:0} ms.");
            }

            if (loss.SucceededBy is { } successor && !loss.PublicUpdate)
            {
                using var http = new HttpClient { BaseAddress = network.Node("fire").Http };
                var feed = await http.GetStringAsync(PalladiumRoutes.PublicAtom, cancellation);
                loss.PublicUpdate = feed.Contains($"{successor}@", StringComparison.Ordinal) && feed.Contains(">Update<", StringComparison.Ordinal);
            }

            if (loss.PublicUpdate)
            {
                return loss;
            }

            await Task.Delay(Look, clock, cancellation);
        }

        return loss;
    }

    /// <summary>Starts the leader's node again and sees whether it obeys.</summary>
    public async Task ReturnLeaderAsync(string leader, string incident, LeaderLoss loss, CancellationToken cancellation)
    {
        var node = network.Node(leader);
        using var plain = new HttpClient { Timeout = TimeSpan.FromSeconds(5) };
        node.Process.Start();
        await node.WaitReadyAsync(plain, clock, cancellation);
        loss.ReturnedAt = clock.GetUtcNow();
        loss.ReturnedTicks = Stopwatch.GetTimestamp();
        await output.WriteLineAsync($"{leader} is back.");
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(10) && !loss.SeesSuccessor)
        {
            loss.SeesSuccessor = loss.SucceededBy is not null
                && await DetailAsync(leader, incident, cancellation) is { } seen && seen.Incident.Lead.Id == loss.SucceededBy;
            if (!loss.SeesSuccessor)
            {
                await Task.Delay(Look, clock, cancellation);
            }
        }

        using var refused = await people[leader].PostAsJsonAsync(
            PalladiumRoutes.To.IncidentMessage(incident),
            new SendMessageRequest("Exercise: the old leader speaks", "It must not."), ContractJson.Options, cancellation);
        loss.Obeys = refused.StatusCode == HttpStatusCode.Conflict;
    }

    /// <summary>
    /// Stewards sign a doctrine with one policy more; one node is handed it, and the others get it from each other.
    /// </summary>
    public async Task ChangePolicyAsync(CancellationToken cancellation)
    {
        var load = DoctrineBundle.LoadFolder(network.DoctrineFolder);
        var before = load.Bundle ?? throw new InvalidOperationException(string.Join(' ', load.Problems));
        var manifest = Version().Replace(before.Files["doctrine.toml"], $"version = {before.Manifest.Version + 1}\nparent = \"{before.Hash}\"", 1);
        var policy = $$"""
            @id("{{AddedPolicy}}")
            @rule("Exercise: from now on crowding at the stadium is not told to the ambulance service.")
            forbid (principal, action == Palladium::Action::"receiveAlert", resource)
            when { resource.sourceKind == "crowd-density" && principal.kind == "ambulance" };

            """;
        var changed = before.With("doctrine.toml", manifest).Bundle?.With("policies/exercise.cedar", policy)
            ?? throw new InvalidOperationException("The manifest of the changed doctrine is not valid.");
        if (!changed.Succeeded(out var doctrine))
        {
            throw new InvalidOperationException(string.Join(' ', changed.Problems));
        }

        if (!DoctrinePublication.Next(network.FoundingFolder, doctrine, Directory.GetFiles(network.FoundingFolder, "steward-*.key"))
                .Accepted(out var offer, out var refusal))
        {
            throw new InvalidOperationException($"The charter could not be signed: {refusal}");
        }

        using var answer = await people["police"].PostAsJsonAsync("/api/v1/charter", offer, cancellation);
        if (!answer.IsSuccessStatusCode)
        {
            throw new InvalidOperationException($"The charter was refused: {await answer.Content.ReadAsStringAsync(cancellation)}");
        }

        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < TimeSpan.FromSeconds(5))
        {
            var stadium = await people["stadium"].GetFromJsonAsync<DoctrineDto>(PalladiumRoutes.Doctrine, ContractJson.Options, cancellation);
            if (stadium?.Hash == doctrine.Hash)
            {
                await output.WriteLineAsync($"A policy was changed; the stadium follows it after {watch.ElapsedMilliseconds} ms, without a restart.");
                return;
            }

            await Task.Delay(Look, clock, cancellation);
        }
    }

    private async Task<IncidentDetailDto?> DetailAsync(string member, string incident, CancellationToken cancellation)
    {
        using var answer = await people[member].GetAsync(PalladiumRoutes.To.Incident(incident), cancellation);
        return answer.IsSuccessStatusCode
            ? await answer.Content.ReadFromJsonAsync<IncidentDetailDto>(ContractJson.Options, cancellation)
            : null;
    }

    private static async Task<T> ReadAsync<T>(HttpResponseMessage answer, CancellationToken cancellation) =>
        answer.IsSuccessStatusCode
            ? (await answer.Content.ReadFromJsonAsync<T>(ContractJson.Options, cancellation))!
            : throw new InvalidOperationException(
                $"{answer.RequestMessage?.RequestUri} answered {(int)answer.StatusCode}: {await answer.Content.ReadAsStringAsync(cancellation)}");

    [GeneratedRegex(@"^version\s*=\s*\d+\s*$", RegexOptions.Multiline)]
    private static partial Regex Version();
}
