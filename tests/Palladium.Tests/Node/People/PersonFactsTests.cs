using System.Net;
using System.Security.Claims;
using System.Text.Json.Nodes;
using Microsoft.Extensions.DependencyInjection;
using Palladium.Cedar;
using Palladium.Doctrine.Entities;
using Palladium.Node.Network;
using Palladium.Node.People;
using Palladium.Sqlite.People;
using Palladium.Tests.Doctrine;

namespace Palladium.Tests.Node.People;

public sealed class PersonFactsTests
{
    [Fact]
    public async Task What_the_command_line_grants_counts_at_once_and_is_in_the_log_first()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        using var ana = await folder.SignedInAsync("Ana Silva", "operator");
        var before = folder.Stores!.Log.Head.Size;

        Assert.Equal(HttpStatusCode.OK, (await ana.GetAsync("/api/v1/units")).StatusCode);
        var (code, output) = await folder.CommandAsync("person", "grant", folder.Path, "Ana Silva", "--drop-role", "operator", "--site", "port", "--role-force", "3");
        Assert.True(code == 0, output);
        Assert.Contains("roles          none", output, StringComparison.Ordinal);
        Assert.Contains("sites          port", output, StringComparison.Ordinal);
        using var me = await ana.GetAsync("/api/v1/me");
        Assert.Empty(JsonNode.Parse(await me.Content.ReadAsStringAsync())!["roles"]!.AsArray());
        Assert.Contains(
            Enumerable.Range((int)before, (int)(folder.Stores.Log.Head.Size - before)), index => folder.Stores.Journal.ReadHeader(index)!.Kind == "setting.changed");
        Assert.Empty(folder.Stores.People.Pending());

        Assert.Equal(0, (await folder.CommandAsync("person", "disable", folder.Path, "Ana Silva")).Code);
        Assert.Equal(HttpStatusCode.Unauthorized, (await ana.GetAsync("/api/v1/me")).StatusCode);
        Assert.NotEqual(0, (await folder.CommandAsync("person", "grant", folder.Path, "Ana Silva", "--role", "operator")).Code);
    }

    [Theory]
    [InlineData("grant", "--role-force", "6")]
    [InlineData("grant", "--role", "Operator in chief")]
    [InlineData("duty", "--time", "mostly")]
    [InlineData("accredit", "--degree", "2", "--until", "soon")]
    [InlineData("accredit", "--degree", "-1", "--until", "2027-01-01")]
    public async Task A_grant_that_makes_no_sense_is_refused_and_changes_nothing(params string[] arguments)
    {
        await using var folder = await NodeFolder.InitAsync();
        (await folder.StartAsync()).Dispose();
        using var ana = await folder.SignedInAsync("Ana Silva", "operator");
        var before = folder.Stores!.People.People().Single().Grants.ToJson().ToJsonString();

        var (code, output) = await folder.CommandAsync(["person", arguments[0], folder.Path, "Ana Silva", .. arguments[1..]]);
        Assert.True(code == 2, output);
        Assert.Equal(before, folder.Stores.People.People().Single().Grants.ToJson().ToJsonString());
    }

    [Fact]
    public async Task A_person_is_known_to_the_rules_with_what_their_schema_declares_and_no_more()
    {
        await using var folder = await NodeFolder.WithDoctrineAsync();
        (await folder.StartAsync()).Dispose();
        var grants = new PersonGrants { Roles = ["operator"], Duty = [DutyTime.Always], Sites = ["port"], RoleForce = 2 };
        var person = new Person("00", "Ana", grants, DateTimeOffset.UnixEpoch, Disabled: false);

        var asking = folder.App!.Services.GetRequiredService<Principals>().Of(PalladiumAuthentication.Of(person, new SessionState("", DateTimeOffset.UnixEpoch, HasPasskey: false)))!;
        var known = asking.Entities.Find(asking.Uid)!.Attributes.Attributes.Select(attribute => attribute.Key).ToHashSet();
        Assert.Equal(DoctrineFolder.Montevideo.Schema.AttributeNames("Palladium::Person").ToHashSet(), known);

        // Claims alone, as somebody might forge in code, make no person.
        var forged = new ClaimsPrincipal(new ClaimsIdentity([new Claim(Identity.PersonClaim, "00"), new Claim(ClaimTypes.Role, "operator")], Identity.Scheme));
        Assert.Null(folder.App.Services.GetRequiredService<Principals>().Of(forged));
    }

    [Fact]
    public void The_full_schema_gets_every_fact()
    {
        var schema = CedarSchema.Parse(File.ReadAllText(Path.Combine(DoctrineFolder.Folder, "..", "sample-city", "schema.cedarschema")), "schema").Value!;
        var facts = new PersonGrants { Duty = [DutyTime.Parse("mon 08:00-16:00 UTC").Value], Accreditation = 3, AccreditedUntil = DateTimeOffset.UnixEpoch.AddDays(1) };
        var entity = DoctrineEntities.Person("00", Palladium.Records.MemberId.Of("police"), "police", facts.At(new DateTimeOffset(2026, 11, 23, 9, 0, 0, TimeSpan.Zero)), schema);

        var attributes = entity.Attributes.Attributes.ToDictionary(attribute => attribute.Key, attribute => attribute.Value);
        Assert.Equal(schema.AttributeNames("Palladium::Person").ToHashSet(), attributes.Keys.ToHashSet());
        Assert.True(((CedarBool)attributes["onDuty"]).Value);
        Assert.Equal(3, ((CedarLong)attributes["accreditation"]).Value);
        Assert.Equal(86_400_000, ((CedarDatetime)attributes["accreditedUntil"]).Milliseconds);
        Assert.False(facts.At(new DateTimeOffset(2026, 11, 24, 9, 0, 0, TimeSpan.Zero)).OnDuty);
    }

    [Fact]
    public void A_file_of_an_earlier_version_keeps_its_people_and_links()
    {
        var folder = Directory.CreateTempSubdirectory("palladium-people-");
        try
        {
            using (var old = new Microsoft.Data.Sqlite.SqliteConnection($"Data Source={Path.Combine(folder.FullName, "people.db")};Pooling=False"))
            {
                old.Open();
                using var make = old.CreateCommand();
                make.CommandText = """
                    CREATE TABLE changes(number INTEGER PRIMARY KEY AUTOINCREMENT, json TEXT NOT NULL, logged INTEGER NOT NULL DEFAULT 0);
                    CREATE TABLE people(id TEXT PRIMARY KEY, name TEXT NOT NULL, created INTEGER NOT NULL, disabled INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
                    CREATE TABLE roles(person TEXT NOT NULL REFERENCES people(id), role TEXT NOT NULL, PRIMARY KEY(person, role)) WITHOUT ROWID;
                    CREATE TABLE sessions(hash BLOB PRIMARY KEY, person TEXT NOT NULL REFERENCES people(id), created INTEGER NOT NULL, expires INTEGER NOT NULL, change INTEGER NOT NULL) WITHOUT ROWID;
                    CREATE TABLE links(hash BLOB PRIMARY KEY, id TEXT NOT NULL, name TEXT, roles TEXT NOT NULL, expires INTEGER NOT NULL, used INTEGER, change INTEGER NOT NULL) WITHOUT ROWID;
                    INSERT INTO people VALUES('00', 'Ana', 0, 0);
                    INSERT INTO roles VALUES('00', 'operator'), ('00', 'administrator');
                    INSERT INTO links VALUES(x'01', 'l', 'Eva', 'operator overseer', 9999999999999, NULL, 0);
                    """;
                make.ExecuteNonQuery();
            }

            using var people = new PeopleStore(folder.FullName, TimeProvider.System);
            Assert.Equal(["administrator", "operator"], Assert.Single(people.People()).Roles);
            using (new PeopleStore(folder.FullName, TimeProvider.System))
            {
                Assert.True(people.People().Single().Grants.At(DateTimeOffset.UnixEpoch).OnDuty);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }
}
