using System.Net;
using System.Net.Http.Json;
using Palladium.Web.Contract;

namespace Palladium.Tests.Node.Rights;

/// <summary>"What may I do here, now?" on a real node with the doctrine of the demo city.</summary>
public sealed class RightsTests : IAsyncLifetime
{
    private NodeFolder _folder = null!;

    public async ValueTask InitializeAsync()
    {
        _folder = await NodeFolder.WithDoctrineAsync();
        (await _folder.StartAsync()).Dispose();
    }

    public ValueTask DisposeAsync() => _folder.DisposeAsync();

    [Fact]
    public async Task A_steward_sees_what_somebody_may_do_up_to_the_degree_by_which_rule_and_what_a_higher_level_would_change()
    {
        using var steward = await _folder.SignedInAsync("Eva Ruiz", "steward");
        var patrol = new RightsRequest(Roles: ["operator"], RoleForce: 4, Accreditation: 3, Place: "port", Threat: 2);
        var rights = await AskAsync(steward, patrol);

        Assert.Equal((2, 2, true), (rights.HighestDegree, rights.Threat, rights.OnDuty));
        Assert.Equal(["force.police", "force.police", "force.police", "force.threat", "force.accreditation", "force.accreditation"], Degrees(rights).Select(right => right.Rule));
        Assert.Equal("Nobody uses more force than the threat level allows.", Degrees(rights)[3].Words);
        Assert.Equal([3], Degrees(rights).Where(right => right.IfThreatRose && !right.Permitted).Select(right => right.Degree!.Value));
        Assert.Equal(["doctrine", "threat"], rights.Authorities.Select(authority => authority.Id));
        Assert.All(rights.Authorities, authority => Assert.Equal(0, authority.AgeSeconds));

        Assert.Equal(3, (await AskAsync(steward, patrol with { Threat = 5 })).HighestDegree);
        Assert.Null((await AskAsync(steward, patrol with { OnDuty = false })).HighestDegree);
        Assert.Null((await AskAsync(steward, patrol with { Reservist = true })).HighestDegree);
        Assert.Equal(2, (await AskAsync(steward, patrol with { Reservist = true, CalledUp = true })).HighestDegree);
        Assert.Equal("force.duty", Degrees(await AskAsync(steward, patrol with { OnDuty = false }))[0].Rule);
        Assert.True((await AskAsync(steward, patrol)).Rights.Single(right => right.What == "Open an incident").Permitted);
        Assert.False((await AskAsync(steward, patrol)).Rights.Single(right => right.What == "Set the threat level").Permitted);
        Assert.True((await AskAsync(steward, patrol with { Roles = ["commander"] })).Rights.Single(right => right.What == "Set the threat level").Permitted);
    }

    [Fact]
    public async Task Asking_leaves_no_entry_and_is_for_people_about_themselves()
    {
        using var ana = await _folder.SignedInAsync("Ana Silva", "operator");
        using var program = _folder.ClientWith("picture:read");
        var own = await ana.GetFromJsonAsync<RightsDto>(PalladiumRoutes.To.Rights("port", null), ContractJson.Options);
        Assert.Equal(HttpStatusCode.Forbidden, (await program.GetAsync(PalladiumRoutes.Rights)).StatusCode);
        var before = _folder.Stores!.Journal.Size;

        Assert.Equal(0, own!.HighestDegree);
        Assert.Equal(2, own.InForce!.Level);
        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync(PalladiumRoutes.To.Rights("port", 5))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ana.GetAsync(PalladiumRoutes.To.Rights("The Port", null))).StatusCode);
        Assert.Equal(HttpStatusCode.BadRequest, (await ana.GetAsync(PalladiumRoutes.To.Rights("port", 6))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await ana.PostAsJsonAsync(PalladiumRoutes.Rights, new RightsRequest(), ContractJson.Options)).StatusCode);
        Assert.Equal(before, _folder.Stores.Journal.Size);
    }

    [Fact]
    public async Task The_command_line_answers_from_a_doctrine_alone()
    {
        var (code, output) = await _folder.CommandAsync(
            "rights", Doctrine.DoctrineFolder.Folder, "--kind", "security", "--role", "field", "--role-force", "5", "--accreditation", "5", "--site", "port", "--place", "port", "--threat", "1");

        Assert.Equal(0, code);
        Assert.Contains("Threat level 1. Force up to degree 1.", output, StringComparison.Ordinal);
        Assert.Contains("no   3 Baton or spray", output, StringComparison.Ordinal);
        Assert.Contains("If the threat level rose by one: Hold somebody would be permitted.", output, StringComparison.Ordinal);
        Assert.Equal(2, (await _folder.CommandAsync("rights", Doctrine.DoctrineFolder.Folder, "--kind", "police", "--threat", "6")).Code);
    }

    private static RightDto[] Degrees(RightsDto rights) => [.. rights.Rights.Where(right => right.Group == "force")];

    private static async Task<RightsDto> AskAsync(HttpClient who, RightsRequest request)
    {
        using var answer = await who.PostAsJsonAsync(PalladiumRoutes.Rights, request, ContractJson.Options);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        return (await answer.Content.ReadFromJsonAsync<RightsDto>(ContractJson.Options))!;
    }
}
