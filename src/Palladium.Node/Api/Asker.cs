using Palladium.Doctrine.Gate;
using Palladium.Node.Network;
using Palladium.Records;

namespace Palladium.Node.Api;

/// <summary>Lets an endpoint run only with an open access session of whoever asks; otherwise answers with the denial.</summary>
internal sealed class Asker(Principals principals, AccessSessions sessions)
{
    /// <summary>Runs with the session over the picture.</summary>
    public Task<IResult> WithPictureAsync(HttpContext http, Func<GateSession, IResult> answer) =>
        WithPictureAsync(http, (session, _) => Task.FromResult(answer(session)));

    /// <summary>Runs with the session over the picture.</summary>
    public async Task<IResult> WithPictureAsync(HttpContext http, Func<GateSession, Asking, Task<IResult>> answer)
    {
        if (principals.Of(http.User) is not { } asking)
        {
            return Denied(new Refusal("", "access.nobody", "Nobody is signed in."), StatusCodes.Status401Unauthorized);
        }

        var outcome = await SessionAsync(asking, http.RequestAborted);
        return outcome.Opened(out var session)
            ? await answer(session, asking)
            : Denied(new Refusal("", outcome.Decision.Rule, outcome.Decision.Words), StatusCodes.Status403Forbidden);
    }

    /// <summary>Runs with whoever asks, for acts that the gate decides one by one.</summary>
    public Task<IResult> WithAsync(HttpContext http, Func<Asking, Task<IResult>> answer) =>
        principals.Of(http.User) is { } asking
            ? answer(asking)
            : Task.FromResult(Denied(new Refusal("", "access.nobody", "Nobody is signed in."), StatusCodes.Status401Unauthorized));

    public Task<GateOutcome<GateSession>> SessionAsync(Asking asking, CancellationToken cancellation) =>
        sessions.GetAsync(asking, AccessSubject.Picture, StandingPurpose.Watch, cancellation);

    public static IResult Denied(Refusal refusal, int status) => Results.Json(Terms.Of(refusal), Web.Contract.ContractJson.Options, statusCode: status);

    /// <summary>An answer of the contract.</summary>
    public static IResult Answer<T>(T value, int status = StatusCodes.Status200OK) =>
        Results.Json(value, Web.Contract.ContractJson.Options, statusCode: status);
}
