using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Http;

namespace Palladium.Web.Api;

/// <summary>
/// The cookies of the person whose page this is, kept in memory for as long as the page lives, and handed to nobody but the
/// node itself. A page that is only rendered takes them from its request; a live page from the request that began it.
/// </summary>
internal sealed class SessionCookie(IHttpContextAccessor context)
{
    private string? _captured;

    public string? Value => _captured ?? context.HttpContext?.Request.Headers.Cookie.ToString();

    public void Capture() => _captured ??= context.HttpContext?.Request.Headers.Cookie.ToString();
}

/// <summary>Takes the cookies when a live page begins, while its request is still at hand.</summary>
internal sealed class SessionCapture(SessionCookie cookie) : CircuitHandler
{
    public override Task OnCircuitOpenedAsync(Circuit circuit, CancellationToken cancellationToken)
    {
        cookie.Capture();
        return Task.CompletedTask;
    }
}
