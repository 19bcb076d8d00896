#!/usr/bin/env python3
# SPDX-License-Identifier: Apache-2.0
"""Makes the workbooks and map files beside it: run by hand when they must change.
Needs python3-openpyxl and gdal-bin."""
import csv, datetime, json, os, subprocess
import openpyxl

os.chdir(os.path.dirname(os.path.abspath(__file__)))

def ogr(driver, to, source, *options):
    for old in ([to] if not to.endswith('.shp') else [to[:-4] + s for s in ('.shp', '.shx', '.dbf', '.prj', '.cpg')]):
        if os.path.exists(old):
            os.remove(old)
    subprocess.run(['ogr2ogr', '-f', driver, to, source, *options], check=True)

# The same rows in five formats.
rows = list(csv.reader(open('rows.csv', encoding='utf-8')))
numbers = {'id', 'voters', 'lat', 'lon'}
def value(name, text):
    if name not in numbers or text == '':
        return text or None
    return float(text) if '.' in text else int(text)
book = openpyxl.Workbook()
book.active.title = 'TPS'
book.active.append(rows[0])
for row in rows[1:]:
    book.active.append([value(n, t) for n, t in zip(rows[0], row)])
book.save('rows.xlsx')
ogr('ODS', 'rows.ods', 'rows.xlsx')
typed = {'type': 'FeatureCollection', 'features': [
    {'type': 'Feature', 'geometry': None, 'properties': {n: value(n, t) for n, t in zip(rows[0], row)}}
    for row in rows[1:]]}
json.dump(typed, open('rows.tmp.json', 'w'))
ogr('GPKG', 'rows.gpkg', 'rows.tmp.json', '-nlt', 'NONE', '-nln', 'rows')
places = dict(typed, features=[dict(f, geometry={'type': 'Point', 'coordinates': [
    f['properties']['lon'], f['properties']['lat']]}) for f in typed['features']])
json.dump(places, open('rows.tmp.json', 'w'))
ogr('ESRI Shapefile', 'rows.shp', 'rows.tmp.json', '-lco', 'ENCODING=UTF-8')
os.remove('rows.tmp.json')

# What offices do to a workbook: an empty first sheet, a title, a gap at the left, blank rows, tags,
# dates and times, numbers as floats and with exponents, empty cells with a format behind the end.
book = openpyxl.Workbook()
book.active.title = 'Kosong'
sheet = book.create_sheet('Daftar "TPS" -1')
sheet['B2'] = 'DAFTAR TPS PEMILU 2024'
for c, name in enumerate(['id', 'nama', 'voters', 'lat', 'hari', 'jam', 'kode']):
    sheet.cell(4, c + 2, name)
for c, tag in enumerate(['#loc+id', '#loc+name', '#affected', '#geo+lat', '#date', None, '#meta +code']):
    sheet.cell(5, c + 2, tag)
lines = {6: [1222011001001.0, 'Kotapinang', 257.0, 1.9017079999999999, datetime.date(2024, 2, 14), datetime.time(7, 30), '007'],
         9: [1222011001002.0, 'a\nb', 1e+20, -1.2e-05, datetime.datetime(2024, 2, 13, 6, 5, 4), datetime.time(7, 30, 15), '12E3'],
         10: [None, None, None, None, None, None, '12.50']}
for r, cells in lines.items():
    for c, v in enumerate(cells):
        sheet.cell(r, c + 2, v)
for r in range(11, 15):
    sheet.cell(r, 20).number_format = '0.00'
sheet['F9'].number_format = 'yyyy-mm-dd hh:mm:ss'
book.save('office.xlsx')
ogr('ODS', 'office.ods', 'office.xlsx')

book = openpyxl.Workbook()
book.active.append(['id', 'nama'])
book.active.append([1, 'a', 'seventeen'])
book.save('unnamed.xlsx')
openpyxl.Workbook().save('empty.xlsx')

# A layer: a village with a hole, one of two islands, in WGS 84 and in UTM zone 47 north.
ogr('GPKG', 'areas.gpkg', 'areas.geojson', '-nln', 'areas', '-t_srs', 'EPSG:32647')
ogr('ESRI Shapefile', 'areas.shp', 'areas.geojson', '-lco', 'ENCODING=UTF-8')
