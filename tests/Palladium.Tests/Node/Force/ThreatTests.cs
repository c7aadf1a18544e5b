using System.Net;
using System.Net.Http.Json;
using Palladium.Node.Force;
using Palladium.Operations.Alerts;
using Palladium.Operations.Force;
using Palladium.Records;
using Palladium.Records.Entries;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Force;

/// <summary>The threat level between two real nodes.</summary>
public sealed class ThreatTests : IAsyncLifetime
{
    private readonly ShiftedTime _time = new();
    private FoundedNetwork _network = null!;

    public async ValueTask InitializeAsync()
    {
        _network = await FoundedNetwork.FoundAsync("", "fire", "police");
        _network["fire"].Time = _network["police"].Time = _time;
        await _network.StartAsync("fire", "police");
        await _network.MeetAsync("fire", "police");
    }

    public ValueTask DisposeAsync() => _network.DisposeAsync();

    [Fact]
    public async Task A_commander_sets_it_the_other_member_has_it_and_it_ends_by_itself()
    {
        using var boss = await _network["police"].SignedInAsync("Ana Silva", "operator", "commander");
        using var ana = await _network["fire"].SignedInAsync("Rosa Pérez", "operator");
        using var set = await SetAsync(boss, "port", 4, TimeSpan.FromHours(2));
        Assert.Equal(HttpStatusCode.Created, set.StatusCode);

        await FoundedNetwork.UntilAsync(() => Level("fire", "port") == 4);
        var seen = await ana.GetFromJsonAsync<ThreatsDto>(PalladiumRoutes.Threat, ContractJson.Options);
        Assert.Equal(["", "port"], seen!.Levels.Select(level => level.Area));
        Assert.Equal(("police", false, false), (seen.Levels[1].SetBy, seen.Levels[1].Fell, seen.MaySet));
        Assert.Equal(2, Level("fire", "centre"));

        _time.Forward = TimeSpan.FromHours(3);
        Assert.Equal((2, 2), (Level("police", "port"), Level("fire", "port")));
    }

    [Fact]
    public async Task A_node_that_is_cut_off_from_who_set_a_higher_level_falls_to_the_usual_one_after_a_restart_too()
    {
        using var boss = await _network["police"].SignedInAsync("Ana Silva", "operator", "commander");
        (await SetAsync(boss, "", 5, TimeSpan.FromDays(1))).Dispose();
        await FoundedNetwork.UntilAsync(() => Level("fire", "") == 5);
        await _network["police"].StopAsync();
        await _network.RestartAsync("fire");
        Assert.Equal(5, Level("fire", ""));

        _time.Forward = TimeSpan.FromMinutes(31);
        var fallen = _network.Part<ThreatLevels>("fire").At("port");
        Assert.Equal((2, true), (fallen.Level, fallen.Fell));

        await _network.StartAsync("police");
        await _network.MeetAsync("fire", "police");
        Assert.Equal((5, 5), (Level("fire", ""), Level("police", "")));
    }

    [Fact]
    public async Task Who_may_not_set_it_cannot_here_and_not_by_the_log_of_another_member()
    {
        using var ana = await _network["police"].SignedInAsync("Ana Silva", "operator");
        using var boss = await _network["police"].SignedInAsync("Juan Díaz", "operator", "commander");
        using var denied = await SetAsync(ana, "", 5, TimeSpan.FromHours(1));
        Assert.Equal(HttpStatusCode.Forbidden, denied.StatusCode);
        foreach (var (area, level, time) in new[] { ("The Port", 3, TimeSpan.FromHours(1)), ("", 6, TimeSpan.FromHours(1)), ("", 3, TimeSpan.FromDays(31)), ("", 3, -TimeSpan.FromHours(1)) })
        {
            using var refused = await SetAsync(boss, area, level, time);
            Assert.Equal(HttpStatusCode.UnprocessableEntity, refused.StatusCode);
        }

        var now = _time.GetUtcNow();
        var desk = _network.Part<ThreatDesk>("police");
        var body = new ThreatBody
        {
            Threat = EntryId.Fresh(),
            Area = "",
            Level = 5,
            Set = now,
            Until = now.AddHours(1),
            Setter = new Actor(MemberId.Of("fire"), ["commander"]),
        };
        Assert.Equal("gate.no-permit", Take(body)?.Rule);
        Assert.Equal("threat.setter", Take(body with { Setter = new Actor(MemberId.Of("police"), ["commander"]) })?.Rule);
        Assert.Equal("threat.ahead", Take(body with { Set = now.AddMinutes(6) })?.Rule);
        Assert.Equal(2, Level("police", ""));

        Refusal? Take(ThreatBody threat) => desk.Take(new EntryPlace(MemberId.Of("fire"), 7, EntryId.Fresh()), threat.ToCanonicalBytes());
    }

    private int Level(string member, string place) => _network.Part<ThreatLevels>(member).At(place).Level;

    private Task<HttpResponseMessage> SetAsync(HttpClient who, string area, int level, TimeSpan time) =>
        who.PostAsJsonAsync(PalladiumRoutes.Threat, new SetThreatRequest(area, level, _time.GetUtcNow() + time), ContractJson.Options);
}
