using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Components.Server.Circuits;
using Microsoft.AspNetCore.Hosting;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Palladium.Web.Api;
using Palladium.Web.Live;
using Palladium.Web.Shell;
using Palladium.Web.Words;

namespace Palladium.Web;

/// <summary>Puts the console into a node's web host.</summary>
public static class PalladiumConsole
{
    /// <summary>Registers what the console needs: components, and a client of the node's own HTTP interface.</summary>
    public static IServiceCollection AddPalladiumConsole(
        this IServiceCollection services, Action<PalladiumConsoleOptions>? configure = null)
    {
        services.AddOptions<PalladiumConsoleOptions>().Configure(options => configure?.Invoke(options));
        services.AddRazorComponents().AddInteractiveServerComponents();
        services.AddCascadingAuthenticationState();
        services.AddHttpContextAccessor();
        services.AddHttpClient(NodeApi.ClientName, client => client.Timeout = TimeSpan.FromSeconds(10))
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler { UseCookies = false, AllowAutoRedirect = false })
            .RemoveAllLoggers();
        services.TryAddSingleton(TimeProvider.System);
        services.AddTransient<IStartupFilter, PageGuard>();
        services.AddSingleton<NodeAddress>();
        services.AddScoped<SessionCookie>();
        services.AddScoped<CircuitHandler, SessionCapture>();
        services.AddScoped<NodeApi>();
        services.AddScoped<LivePicture>();
        services.AddScoped<CityTime>();
        return services;
    }

    /// <summary>
    /// Maps the console's pages and files. Call after <c>UseAuthentication</c> and <c>UseAuthorization</c>: pages carry
    /// <c>[Authorize]</c> or <c>[AllowAnonymous]</c> and are denied without the one or the other by the host's own policy. A person who
    /// is not signed in and asks for a page is led to <c>/signin</c> (see <see cref="PageGuard"/>).
    /// </summary>
    public static WebApplication MapPalladiumConsole(this WebApplication app)
    {
        app.UseAntiforgery();
        app.MapStaticAssets().AllowAnonymous();
        app.MapRazorComponents<App>()
            .AddInteractiveServerRenderMode(options => options.ContentSecurityFrameAncestorsPolicy = null);
        return app;
    }
}
