using Palladium.Doctrine.Entities;
using Palladium.Sqlite.People;

namespace Palladium.Tests.Sqlite;

public sealed class PeopleStoreTests : IDisposable
{
    private static readonly SessionSpan Span = new(TimeSpan.FromHours(1), TimeSpan.FromHours(12));
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("palladium-people-");
    private readonly SetClock _clock = new();
    private readonly PeopleStore _people;

    public PeopleStoreTests() => _people = new PeopleStore(_folder.FullName, _clock);

    [Fact]
    public void A_session_ends_when_it_is_idle_and_at_its_last_moment_however_much_it_is_used()
    {
        var session = Enter("Ana").Session;
        _clock.Pass(TimeSpan.FromMinutes(61));
        Assert.Null(_people.UseSession(session.Secret, Span.Idle));

        session = _people.BeginSession(session.Id, Span, "phone", proved: true);
        for (var i = 0; i < 23; i++)
        {
            _clock.Pass(TimeSpan.FromMinutes(30));
            Assert.NotNull(_people.UseSession(session.Secret, Span.Idle));
        }

        var id = Assert.Single(_people.Sessions(session.Id)).Id;
        Assert.NotNull(_people.KeepSession(id, Span.Idle));
        _clock.Pass(TimeSpan.FromMinutes(31));
        Assert.Null(_people.UseSession(session.Secret, Span.Idle));
        Assert.Null(_people.KeepSession(id, Span.Idle));
        Assert.Empty(_people.Sessions(session.Id));
    }

    [Fact]
    public void A_way_back_counts_after_a_day_is_seen_all_that_time_and_ends_every_session_and_passkey()
    {
        var (ana, session) = Enter("Ana");
        _people.AddPasskey(new Passkey([1], ana.Id, "Phone", [0], _clock.GetUtcNow(), null, 0, [], false, false));
        var root = Enter("Root").Person;
        var link = _people.IssueRecovery(ana.Id, root.Id)!;

        Assert.Null(_people.NameOnLink(link.Secret));
        Assert.Null(_people.UseLink(link.Secret, "", Span, ""));
        Assert.Equal(root.Id, Assert.Single(_people.OpenRecoveries()).Issuer);
        _clock.Pass(PeopleStore.RecoveryWait);
        session = _people.BeginSession(ana.Id, Span, "", proved: true);
        var (back, fresh) = _people.UseLink(link.Secret, "Another name", Span, "")!.Value;
        Assert.Equal((ana.Id, "Ana"), (back.Id, back.Name));
        Assert.Null(_people.UseSession(session.Secret, Span.Idle));
        Assert.NotNull(_people.UseSession(fresh.Secret, Span.Idle));
        Assert.Empty(_people.Passkeys(ana.Id));
        Assert.Null(_people.UseLink(link.Secret, "", Span, ""));
        Assert.Contains(_people.Pending(), change => change.Json.Contains("person.recovered", StringComparison.Ordinal)
            && change.Json.Contains(root.Id, StringComparison.Ordinal));
    }

    [Fact]
    public void Nobody_alone_lets_a_way_back_count_at_once()
    {
        var ana = Enter("Ana").Person;
        var root = Enter("Root").Person;
        var other = Enter("Other").Person;
        _clock.Pass(PeopleStore.RecoveryWait);

        // Neither who asked, nor whose account it is, nor an account that who asked may just have made.
        var link = _people.IssueRecovery(ana.Id, root.Id)!;
        var puppet = Enter("Puppet").Person;
        Assert.False(_people.ConfirmRecovery(link.Id, root.Id));
        Assert.False(_people.ConfirmRecovery(link.Id, ana.Id));
        Assert.False(_people.ConfirmRecovery(link.Id, puppet.Id));
        Assert.False(_people.ConfirmRecovery(link.Id, "nobody"));
        Assert.Null(_people.UseLink(link.Secret, "", Span, ""));
        Assert.True(_people.ConfirmRecovery(link.Id, other.Id));
        Assert.False(_people.ConfirmRecovery("unknown", other.Id));
        Assert.NotNull(_people.UseLink(link.Secret, "", Span, ""));

        // Withdrawn, it never counts.
        link = _people.IssueRecovery(ana.Id, root.Id)!;
        Assert.True(_people.WithdrawRecovery(link.Id, ana.Id));
        Assert.False(_people.ConfirmRecovery(link.Id, other.Id));
        _clock.Pass(PeopleStore.RecoveryWait);
        Assert.Null(_people.UseLink(link.Secret, "", Span, ""));
        Assert.Null(_people.IssueRecovery("nobody", root.Id));
    }

    [Fact]
    public void A_passkey_whose_count_does_not_grow_is_refused_and_one_that_never_counts_is_not()
    {
        var ana = Enter("Ana").Person;
        Assert.True(_people.AddPasskey(new Passkey([1], ana.Id, "Key", [0], _clock.GetUtcNow(), null, 5, [], false, false)));
        Assert.False(_people.AddPasskey(new Passkey([1], Enter("Eva").Person.Id, "Key", [0], _clock.GetUtcNow(), null, 5, [], false, false)));
        Assert.True(_people.UsePasskey([1], 6, false));
        Assert.False(_people.UsePasskey([1], 6, false));
        Assert.False(_people.UsePasskey([1], 0, false));
        Assert.True(_people.AddPasskey(new Passkey([2], ana.Id, "Phone", [0], _clock.GetUtcNow(), null, 0, [], true, true)));
        Assert.True(_people.UsePasskey([2], 0, true));
        Assert.True(_people.UsePasskey([2], 0, true));
        Assert.False(_people.UsePasskey([3], 1, false));
    }

    public void Dispose()
    {
        _people.Dispose();
        _folder.Delete(recursive: true);
    }

    private (Person Person, IssuedSecret Session) Enter(string name) =>
        _people.UseLink(_people.IssueLink(null, new PersonGrants { Roles = ["operator"] }, TimeSpan.FromHours(1)).Secret, name, Span, "test")!.Value;

    private sealed class SetClock : TimeProvider
    {
        private DateTimeOffset _now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

        public override DateTimeOffset GetUtcNow() => _now;

        public void Pass(TimeSpan span) => _now += span;
    }
}
