using System.Net;
using System.Net.Http.Json;
using System.Text.Json.Nodes;
using Palladium.Node.Picture;
using Palladium.Operations.Alerts;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Force;

/// <summary>Uses of force and openings in an emergency, from the police to the ethics committee and back.</summary>
public sealed class UseTests : IAsyncLifetime
{
    private readonly ShiftedTime _time = new();
    private FoundedNetwork _network = null!;
    private HttpClient _ana = null!;
    private HttpClient _eva = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await FoundedNetwork.FoundAsync("", "oversight", "police", "stadium");
        foreach (var member in (string[])["oversight", "police", "stadium"])
        {
            _network[member].Time = _time;
        }

        // A register of cameras, as an importing city has one.
        var city = Directory.CreateDirectory(Path.Combine(_network["police"].Path, "city"));
        await File.WriteAllTextAsync(Path.Combine(city.FullName, CityMap.RegisterFile), """
            [{"id":"gate-1","owner":"stadium","name":"Gate 1","site":"","place":{"lat":-34.9,"lon":-56.1},"bearing":null,"feed":"live"}]
            """);
        _network["police"].Configure(text => text.Replace("# city = ", $"city = \"{city.FullName}\" # ", StringComparison.Ordinal));
        await _network.StartAsync("oversight", "police", "stadium");
        await _network.MeetAsync("oversight", "police");
        await _network.MeetAsync("oversight", "stadium");
        await _network.MeetAsync("police", "stadium");
        _ana = await _network["police"].SignedInAsync("Ana Silva", "operator", "commander");
        _eva = await _network["oversight"].SignedInAsync("Eva Ruiz", "overseer");
    }

    public async ValueTask DisposeAsync()
    {
        _ana.Dispose();
        _eva.Dispose();
        await _network.DisposeAsync();
    }

    [Fact]
    public async Task Force_that_was_not_permitted_is_recorded_and_marked_reviewed_by_somebody_else_and_overdue_without()
    {
        using var recorded = await _ana.PostAsJsonAsync(
            PalladiumRoutes.ForceUses, new RecordForceRequest(3, "port", null, "A baton was used to stop a fight."), ContractJson.Options);
        Assert.Equal(HttpStatusCode.Created, recorded.StatusCode);
        var use = (await recorded.Content.ReadFromJsonAsync<UseDto>(ContractJson.Options))!;
        Assert.Equal((false, "force.accreditation", false), (use.Permitted, use.Rule, use.MayReview));

        await FoundedNetwork.UntilAsync(async () => (await UsesAsync(_eva)).Uses.Count == 1);
        using var ana = await _network["stadium"].SignedInAsync("Juan Díaz", "operator");
        Assert.Empty((await UsesAsync(ana)).Uses);
        Assert.Equal(0, (await UsesAsync(_eva)).Overdue);
        _time.Forward = TimeSpan.FromHours(73);
        using var eva = await _network["oversight"].SignedInAsync("Eva Ruiz", "overseer");
        var overdue = await UsesAsync(eva);
        Assert.Equal((1, true, true), (overdue.Overdue, overdue.Uses[0].Overdue, overdue.Uses[0].MayReview));

        using var again = await _network["police"].SignedInAsync("Otra Persona", "commander", "operator");
        Assert.Equal((HttpStatusCode.Forbidden, "force.review-by-others"), await ReviewAsync(again, use, "Looks fine to us."));
        Assert.Equal((HttpStatusCode.Created, null), await ReviewAsync(eva, use, "Role and accreditation were missing."));
        Assert.Equal((HttpStatusCode.Conflict, "review.done"), await ReviewAsync(eva, use, "Twice."));
        await FoundedNetwork.UntilAsync(async () => (await UsesAsync(again)).Uses[0].Review is not null);
        await _network.RestartAsync("police");
        using var after = await _network["police"].SignedInAsync("Tercera Persona", "operator");
        var review = (await UsesAsync(after)).Uses[0].Review!;
        Assert.Equal((FindingKind.Violation, "oversight", true), (review.Finding, review.By, review.Late));
    }

    [Fact]
    public async Task What_is_opened_in_an_emergency_is_entered_first_alarms_the_overseers_and_is_not_for_whoever_may_not()
    {
        var claim = new EmergencyRequest("stadium", "gate-1", 120, null, "A child was lost at gate 1 an hour ago.");
        using var opened = await _ana.PostAsJsonAsync(PalladiumRoutes.Emergencies, claim, ContractJson.Options);
        Assert.Equal(HttpStatusCode.OK, opened.StatusCode);
        Assert.Equal("Gate 1", (await opened.Content.ReadFromJsonAsync<CameraDto>(ContractJson.Options))!.Name);
        var kinds = _network["police"].Stores!.Journal.ReadHeaders(0, 1_000).Select(header => header.Kind).ToList();
        Assert.True(kinds.LastIndexOf(EntryKinds.EmergencyAccess.Name) is var said and >= 0 && said < kinds.LastIndexOf(EntryKinds.Access.Name));

        await FoundedNetwork.UntilAsync(async () => (await UsesAsync(_eva)).Uses is [{ Emergency: true, MayReview: true }]);
        await FoundedNetwork.UntilAsync(() => _network.Part<AlertBook>("oversight").All.Any(alert => alert.Latest.Body.Rule == "emergency"));
        Assert.DoesNotContain(_network.Part<AlertBook>("stadium").All, alert => alert.Latest.Body.Rule == "emergency");

        foreach (var (request, rule) in new[]
        {
            (claim with { Words = "because" }, "emergency.words"), (claim with { Minutes = 2_000 }, "emergency.minutes"), (claim with { Camera = "gate-2" }, "not-found"),
        })
        {
            using var refused = await _ana.PostAsJsonAsync(PalladiumRoutes.Emergencies, request, ContractJson.Options);
            Assert.Equal(rule, (string?)JsonNode.Parse(await refused.Content.ReadAsStringAsync())!["rule"]);
        }
    }

    private static async Task<UsesDto> UsesAsync(HttpClient who) => (await who.GetFromJsonAsync<UsesDto>(PalladiumRoutes.Uses, ContractJson.Options))!;

    private static async Task<(HttpStatusCode, string?)> ReviewAsync(HttpClient who, UseDto use, string words)
    {
        using var answer = await who.PostAsJsonAsync(PalladiumRoutes.To.UseReview(use.Member, use.Id), new ReviewRequest(FindingKind.Violation, words), ContractJson.Options);
        return (answer.StatusCode, answer.IsSuccessStatusCode ? null : (string?)JsonNode.Parse(await answer.Content.ReadAsStringAsync())!["rule"]);
    }
}
