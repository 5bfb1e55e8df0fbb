from tests.browser.helpers import *
async def test_try(page, site, new_page):
    msgs=[]
    page.on("console", lambda m: msgs.append(m.text)); page.on("pageerror", lambda e: msgs.append(str(e)))
    await page.goto(site.base+"/chat")
    for t in ("help","choices","chart","danger","urdu"): await say(page, t)
    await page.screenshot(path="/tmp/w/s1.png", full_page=True)
    print(await axe(page))
    print(msgs)
    await open_widget(page, site)
    await say(page, "choices")
    await page.screenshot(path="/tmp/w/s2.png")
    print(await axe(page)); print(msgs)
    p=await new_page(viewport={"width":320,"height":640}, locale="ur-PK")
    await p.goto(site.base+"/chat")
    await p.screenshot(path="/tmp/w/s3.png")
    for t in ("choices","chart","danger"): await say(p, t)
    await p.screenshot(path="/tmp/w/s4.png", full_page=True)
